//! Users with their loans and requests.

use super::configuration::group_name;
use super::document::{Document, List, Object, Value};
use super::items::material_name;
use super::{Here, Refusal, page};
use crate::moment;
use crate::skin::form::Fields;
use crate::state::{
    BorrowingRequest, Id, IdentifierType, Item, Loan, ProcessType, RESOURCE_SHARING, RequestStatus, User, desk_of,
};

impl<'a> Here<'a> {
    /// `users/{id}`: `expand=loans,requests,fees` tells how many there are.
    pub(super) fn user(&self, id: &str, fields: &Fields, now: i64) -> Result<Document, Refusal> {
        let user = self.find_user(id, fields)?;
        let mut members = person(user);
        members.extend(self.counts(user, fields));
        members.push(("contact_info", Value::Object(contact(user))));
        members.push(("user_identifier", Value::Objects("user_identifiers", identifiers(user))));
        members.push(("user_block", Value::Objects("user_blocks", blocks(user, now))));
        members.push(("rs_library", Value::Objects("rs_libraries", vec![self.rs_library()])));
        Ok(Document::One("user", Object::new(members, Some(self.user_link(user)))))
    }

    /// `users/{id}/loans`, by due date or as `order_by` says; `expand=renewable` adds whether Alma would renew.
    pub(super) fn loans(&self, id: &str, fields: &Fields, now: i64) -> Result<Document, Refusal> {
        let user = self.find_user(id, fields)?;
        let mut loans: Vec<(Id, &Loan)> = self.loans_of(user).collect();
        match fields.text("order_by").as_str() {
            "loan_date" => loans.sort_by_key(|(item, loan)| (loan.lent, *item)),
            _ => loans.sort_by_key(|(item, loan)| (loan.due, *item)),
        }
        if fields.text("direction").eq_ignore_ascii_case("desc") {
            loans.reverse();
        }
        let total = loans.len();
        let objects =
            page(loans, fields).filter_map(|(item, loan)| self.loan_object(item, loan, fields, now)).collect();
        Ok(Document::Many(List { plural: "item_loans", singular: "item_loan", objects, total, beside: None }))
    }

    /// `users/{id}/loans/{loan_id}`
    pub(super) fn loan(&self, id: &str, loan_id: &str, fields: &Fields, now: i64) -> Result<Document, Refusal> {
        let user = self.find_user(id, fields)?;
        let found = self.loans_of(user).find(|(_, loan)| loan.loan_id.to_string() == loan_id);
        let object = found.and_then(|(item, loan)| self.loan_object(item, loan, fields, now));
        let object = object.ok_or_else(|| Refusal::new(400, "401823", format!("Loan ID {loan_id} does not exist.")))?;
        Ok(Document::One("item_loan", object))
    }

    /// `users/{id}/requests`: what waits for the user. Requests to other libraries are not in Alma's list until a temporary item
    /// is there.
    pub(super) fn requests(&self, id: &str, fields: &Fields) -> Result<Document, Refusal> {
        let user = self.find_user(id, fields)?;
        let wanted = fields.text("request_type");
        let is_wanted = wanted.is_empty() || wanted.eq_ignore_ascii_case("HOLD");
        let all: Vec<Object> = match fields.text("status").eq_ignore_ascii_case("history") {
            true => self.closed_of(user).collect(),
            false => self.holds_of(user).filter(|_| is_wanted).collect(),
        };
        let total = all.len();
        let objects = page(all, fields).collect();
        Ok(Document::Many(List { plural: "user_requests", singular: "user_request", objects, total, beside: None }))
    }

    /// `users/{id}/requests/{request_id}`
    pub(super) fn request(&self, id: &str, number: &str, fields: &Fields) -> Result<Document, Refusal> {
        let user = self.find_user(id, fields)?;
        let is_asked = |object: &Object| object.members.contains(&("request_id", Value::text(number)));
        let found = self.holds_of(user).find(is_asked);
        let object =
            found.ok_or_else(|| Refusal::new(400, "401694", format!("Request identifier {number} was not found.")))?;
        Ok(Document::One("user_request", object))
    }

    /// By any identifier, or by that of `user_id_type`. Inactive users are found too, other than by NCIP.
    /// The primary identifier of the user with an identifier.
    pub(super) fn primary_id(&self, id: &str, fields: &Fields) -> Result<String, Refusal> {
        self.find_user(id, fields).map(|user| user.primary_id.clone())
    }

    fn find_user(&self, id: &str, fields: &Fields) -> Result<&'a User, Refusal> {
        let asked = fields.text("user_id_type");
        let kind = match asked.as_str() {
            "" | "all_unique" => IdentifierType::Any,
            other => IdentifierType::from_code(other).unwrap_or(IdentifierType::Any),
        };
        let words = || Refusal::new(400, "401861", format!("User with identifier {id} was not found."));
        self.state.user_by(kind, id).ok_or_else(words)
    }

    fn loans_of(&self, user: &'a User) -> impl Iterator<Item = (Id, &'a Loan)> {
        let loans = self.state.loans.iter().filter(|(_, loan)| loan.user == user.primary_id);
        loans.map(|(item, loan)| (*item, loan))
    }

    fn holds_of(&self, user: &'a User) -> impl Iterator<Item = Object> {
        let requests = self.state.borrowing.iter().filter(|(_, request)| request.user == user.primary_id);
        requests.filter_map(|(id, request)| self.hold_object(*id, request))
    }

    /// Those that were closed while their item was still here.
    fn closed_of(&self, user: &'a User) -> impl Iterator<Item = Object> {
        let requests = self.state.borrowing.iter().filter(|(_, request)| request.user == user.primary_id);
        requests.filter(|(_, request)| request.status.is_final()).filter_map(|(id, request)| {
            let item = request.items.iter().find_map(|item| self.state.catalog.items.get(item))?;
            let members = vec![
                ("title", Value::text(&request.title)),
                ("request_id", Value::text(id)),
                ("request_type", Value::text("HOLD")),
                ("barcode", Value::optional(item.barcode.as_deref())),
                ("request_status", Value::text("HISTORY")),
                ("user_primary_id", Value::text(&request.user)),
            ];
            Some(Object::new(members, None))
        })
    }

    fn user_link(&self, user: &User) -> String {
        format!("{}/users/{}", self.base, oai_pmh::encode_component(&user.primary_id))
    }

    fn counts(&self, user: &'a User, fields: &Fields) -> Vec<(&'static str, Value)> {
        let expand = fields.text("expand");
        let link = self.user_link(user);
        let count = |name: &'static str, count: usize| {
            let is_wanted = expand.split(',').any(|part| part.trim() == name);
            let value = if is_wanted { Value::Count(count, format!("{link}/{name}")) } else { Value::Null };
            (name, value)
        };
        let fees: i64 =
            self.state.fees.iter().filter(|fee| fee.user == user.primary_id).map(|fee| fee.minor_units).sum();
        vec![
            count("requests", self.holds_of(user).count()),
            count("loans", self.loans_of(user).count()),
            count("fees", usize::try_from(fees / 100).unwrap_or_default()),
        ]
    }

    fn rs_library(&self) -> Object {
        let name = self.state.places.library_name(RESOURCE_SHARING);
        Object::new(vec![("code", Value::code(RESOURCE_SHARING, name))], None)
    }

    /// A loan, as lists, single loans and webhooks tell it.
    pub(super) fn loan_object(&self, id: Id, loan: &Loan, fields: &Fields, now: i64) -> Option<Object> {
        let (catalog, places) = (&self.state.catalog, &self.state.places);
        let item = catalog.items.get(&id)?;
        let (holding, bib_id, bib) = catalog.parents(item)?;
        let (library, location) = catalog.place(item);
        let lent_at = self.state.borrowing_of(id).map_or(library, |request| &request.pickup_library);
        let desk = desk_of(lent_at);
        let desk_name = places.desk(&desk).map_or("", |desk| &desk.name);
        let author = bib.marc.record().field("1xx").map(|field| field.join("abc"));
        let mut members = vec![
            ("loan_id", Value::text(loan.loan_id)),
            ("circ_desk", Value::code(&desk, desk_name)),
            ("library", Value::code(library, places.library_name(library))),
            ("user_id", Value::text(&loan.user)),
            ("item_barcode", Value::optional(item.barcode.as_deref())),
            ("due_date", date_time(loan.due)),
            ("loan_status", Value::text("ACTIVE")),
            ("loan_date", date_time(loan.lent)),
            ("process_status", Value::text("NORMAL")),
            ("mms_id", Value::text(bib_id)),
            ("holding_id", Value::text(item.holding)),
            ("item_id", Value::text(id)),
            ("title", Value::text(&bib.title)),
            ("author", Value::optional(author.as_deref())),
            ("description", Value::Text(item.description())),
            ("location_code", named(location, "name", places.location_name(library, location))),
            ("item_policy", named(&item.policy, "description", places.policy_name(&item.policy))),
            ("call_number", Value::text(&holding.call_number)),
            ("loan_fine", Value::Number(0)),
        ];
        if fields.text("expand").split(',').any(|part| part.trim() == "renewable") {
            members.push(("renewable", Value::Flag(self.is_renewable(id, item, loan, now))));
        }
        let user = self.state.users.get(&loan.user)?;
        Some(Object::new(members, Some(format!("{}/loans/{}", self.user_link(user), loan.loan_id))))
    }

    fn is_renewable(&self, id: Id, item: &Item, loan: &Loan, now: i64) -> bool {
        let user_may = self.state.users.get(&loan.user).is_some_and(|user| user.may_borrow(now));
        user_may && (!item.is_temporary || self.state.renewal_partner(id).is_ok())
    }

    /// A borrowed item that is here and waits for its user; none before it has come, and none once it is lent.
    pub(super) fn hold_object(&self, id: Id, request: &BorrowingRequest) -> Option<Object> {
        if request.status.is_final() {
            return None;
        }
        let received = [RequestStatus::ReceivedPhysically, RequestStatus::Recalled];
        let item = request.items.iter().filter_map(|item| self.state.catalog.items.get(item)).next()?;
        let (status, task) = match &item.process {
            Some(ProcessType::HoldShelf(_)) => ("ON_HOLD_SHELF", "On Hold Shelf"),
            Some(ProcessType::Transit(_)) if received.contains(&request.status) => ("IN_PROCESS", "Transit Item"),
            Some(ProcessType::ResourceSharing) => ("IN_PROCESS", "Resource Sharing Request"),
            _ => return None,
        };
        let places = &self.state.places;
        let members = vec![
            ("title", Value::text(&request.title)),
            ("author", Value::text(&request.author)),
            ("description", Value::Null),
            ("comment", Value::Null),
            ("request_id", Value::text(id)),
            ("request_type", Value::text("HOLD")),
            ("request_sub_type", Value::code("PATRON_PHYSICAL", "Patron physical item request")),
            ("mms_id", request.bib.map_or(Value::Null, Value::text)),
            ("barcode", Value::optional(item.barcode.as_deref())),
            ("pickup_location", Value::text(places.library_name(&request.pickup_library))),
            ("pickup_location_type", Value::text("LIBRARY")),
            ("pickup_location_library", Value::text(&request.pickup_library)),
            ("material_type", Value::code(&item.material_type, material_name(&item.material_type))),
            ("request_status", Value::text(status)),
            ("task_name", Value::text(task)),
            ("request_date", date(request.created)),
            ("request_time", date_time(request.created)),
            ("place_in_queue", Value::Number(1)),
            ("user_primary_id", Value::text(&request.user)),
        ];
        let link = format!("{}/users/{}/requests/{id}", self.base, oai_pmh::encode_component(&request.user));
        Some(Object::new(members, Some(link)))
    }
}

/// The account itself.
fn person(user: &User) -> Vec<(&'static str, Value)> {
    let (status, words) = if user.active { ("ACTIVE", "Active") } else { ("INACTIVE", "Inactive") };
    vec![
        ("record_type", Value::code("PUBLIC", "Public")),
        ("primary_id", Value::text(&user.primary_id)),
        ("first_name", Value::text(&user.first_name)),
        ("middle_name", Value::text("")),
        ("last_name", Value::text(&user.last_name)),
        ("full_name", Value::Text(user.full_name())),
        ("user_group", Value::code(&user.group, &group_name(&user.group))),
        ("preferred_language", Value::code("en", "English")),
        ("expiry_date", date(user.expires)),
        ("account_type", Value::code("INTERNAL", "Internal")),
        ("status", Value::code(status, words)),
    ]
}

fn contact(user: &User) -> Object {
    let kind = Object::new(vec![("value", Value::text("school")), ("desc", Value::text("School"))], None);
    let email = vec![
        ("preferred", Value::Flag(true)),
        ("segment_type", Value::text("Internal")),
        ("email_address", Value::text(&user.email)),
        ("email_type", Value::Objects("email_types", vec![kind])),
    ];
    let members = vec![
        ("address", Value::Objects("addresses", Vec::new())),
        ("email", Value::Objects("emails", vec![Object::new(email, None)])),
        ("phone", Value::Objects("phones", Vec::new())),
    ];
    Object::new(members, None)
}

/// Those beside the primary identifier.
fn identifiers(user: &User) -> Vec<Object> {
    let identifier = |(value, code, words): (&str, &str, &str)| {
        let members = vec![
            ("value", Value::text(value)),
            ("id_type", Value::code(code, words)),
            ("note", Value::Null),
            ("status", Value::text("ACTIVE")),
            ("segment_type", Value::text("Internal")),
        ];
        Object::new(members, None)
    };
    let all = [(&*user.barcode, "BARCODE", "Barcode"), (&*user.university_id, "UNIV_ID", "University ID")];
    all.into_iter().filter(|(value, ..)| !value.is_empty()).map(identifier).collect()
}

fn blocks(user: &User, now: i64) -> Vec<Object> {
    let block = |note: &String| {
        let members = vec![
            ("block_type", Value::code("LOAN", "Loan")),
            ("block_description", Value::code("02", note)),
            ("block_status", Value::text("ACTIVE")),
            ("block_note", Value::text(note)),
            ("created_date", date_time(now)),
            ("segment_type", Value::text("Internal")),
        ];
        Object::new(members, None)
    };
    user.block.iter().map(block).collect()
}

fn named(code: &str, attribute: &'static str, words: &str) -> Value {
    Value::Named(code.to_owned(), attribute, words.to_owned())
}

/// `2026-09-30Z`
fn date(at: i64) -> Value {
    Value::Text(format!("{}Z", moment::day(at)))
}

/// `2026-09-30T23:59:00Z`
pub(super) fn date_time(at: i64) -> Value {
    Value::text(moment::datestamp(at))
}
