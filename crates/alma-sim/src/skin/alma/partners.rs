//! Fulfillment > Resource Sharing > Partners: the records by which Alma knows a broker, with the tabs General Information and
//! Parameters.

use askama::Template;

use super::form::{Field, Form, Section};
use super::{
    FieldError, FormPage, HttpRequest, HttpResponse, Layout, OtherAction, form_page, rendered, sent, servlet_page,
};
use crate::Alma;
use crate::configuration::{Change, PartnerChange};
use crate::skin::form::{Fields, decoded};
use crate::state::{
    BORROWING_WORKFLOWS, IdentifierType, LENDING_WORKFLOWS, LOCATE_PROFILES, Library, PUSHING_METHODS, Partner, Places,
    ProfileType, SYSTEM_TYPES,
};

const LIST: &str = "/alma/partners";
const MENU: &str = "Fulfillment > Resource Sharing > Partners";

#[derive(Template)]
#[template(path = "alma/partners.html")]
struct PartnersPage<'a> {
    layout: Layout<'a>,
    said: String,
    refused: String,
    menu: &'static str,
    partners: Vec<&'a Partner>,
}

impl Alma {
    pub(super) fn partners_page(&self, request: &HttpRequest) -> HttpResponse {
        let query = request.fields();
        rendered(&PartnersPage {
            layout: self.frame(request),
            said: query.text("said"),
            refused: query.text("refused"),
            menu: MENU,
            partners: self.state.partners.values().collect(),
        })
    }

    pub(super) fn partner_form(
        &self,
        request: &HttpRequest,
        which: &str,
        errors: Option<Vec<FieldError>>,
    ) -> HttpResponse {
        let Some((stored, shown)) = self.shown_partner(which) else { return no_partner() };
        let sections = general(&shown, sent(request).as_ref());
        let form = Form::new(sections, errors);
        let has_errors = form.has_errors();
        let delete = OtherAction { action: format!("{LIST}/{which}/delete"), label: "Delete", danger: true };
        let page = FormPage {
            layout: self.frame(request),
            menu: MENU.to_owned(),
            title: "Resource Sharing Partner: General Information".to_owned(),
            said: request.fields().text("said"),
            explanation: vec![
                "NCIP messages name the partner by its Code, as ApplicationProfileType; upper case and lower case differ."
                    .to_owned(),
                "The tab Parameters comes next.".to_owned(),
            ],
            form,
            action: format!("{LIST}/{which}"),
            button: "Save and go to Parameters",
            back: LIST,
            others: stored.then_some(delete).into_iter().collect(),
        };
        form_page(&page, has_errors)
    }

    pub(super) fn parameters_form(
        &self,
        request: &HttpRequest,
        which: &str,
        errors: Option<Vec<FieldError>>,
    ) -> HttpResponse {
        let Some((true, shown)) = self.shown_partner(which) else { return no_partner() };
        let typed = sent(request);
        let sections = match shown.profile_type {
            ProfileType::Ncip => parameters(&shown, &self.state.places, typed.as_ref()),
            ProfileType::Iso18626 => vec![iso_18626(&shown, typed.as_ref())],
            ProfileType::NcipPeer | ProfileType::Email => Vec::new(),
        };
        let form = Form::new(sections, errors);
        let has_errors = form.has_errors();
        let (kind, has_none) = (shown.profile_type.label(), form.sections.is_empty());
        let page = FormPage {
            layout: self.frame(request),
            menu: MENU.to_owned(),
            title: format!("Resource Sharing Partner {}: Parameters", shown.code),
            said: request.fields().text("said"),
            explanation: has_none
                .then(|| {
                    format!("The simulator has no parameters for the profile type {kind}: choose NCIP for a broker.")
                })
                .into_iter()
                .collect(),
            form,
            action: format!("{LIST}/{which}/parameters"),
            button: "Save",
            back: LIST,
            others: Vec::new(),
        };
        form_page(&page, has_errors)
    }

    pub(super) fn save_partner(&mut self, request: &HttpRequest, which: &str, now: i64) -> HttpResponse {
        let (Some(fields), Some((stored, shown))) = (sent(request), self.shown_partner(which)) else {
            return no_partner();
        };
        let change = typed_general(shown, &fields);
        let code = change.as_ref().map_or(String::new(), |partner| oai_pmh::encode_component(&partner.code));
        let change = change.map(|partner| self.saving(stored, which, partner));
        match self.submitted(request, change, |_| format!("{LIST}/{code}/parameters"), now) {
            Ok(response) => response,
            Err(broken) => self.partner_form(request, which, Some(broken)),
        }
    }

    pub(super) fn save_parameters(&mut self, request: &HttpRequest, which: &str, now: i64) -> HttpResponse {
        let (Some(fields), Some((true, shown))) = (sent(request), self.shown_partner(which)) else {
            return no_partner();
        };
        let change = typed_parameters(shown, &fields).map(|partner| self.saving(true, which, partner));
        match self.submitted(request, change, |_| LIST.to_owned(), now) {
            Ok(response) => response,
            Err(broken) => self.parameters_form(request, which, Some(broken)),
        }
    }

    pub(super) fn delete_partner(&mut self, request: &HttpRequest, which: &str, now: i64) -> HttpResponse {
        self.changed(request, Change::Partner(PartnerChange::Delete { code: decoded(which) }), LIST, now)
    }

    /// Whether a record is stored under this piece of an address, and the record; one with usual parameters for `new`.
    fn shown_partner(&self, which: &str) -> Option<(bool, Partner)> {
        match self.state.partners.get(&decoded(which)) {
            Some(partner) => Some((true, partner.clone())),
            None if which == "new" => Some((false, Partner { automatic_receive: false, ..Partner::broker("", "") })),
            None => None,
        }
    }

    fn saving(&self, stored: bool, which: &str, partner: Partner) -> Change {
        let known = stored.then(|| decoded(which));
        Change::Partner(PartnerChange::Save { known, partner: Box::new(partner) })
    }
}

fn no_partner() -> HttpResponse {
    servlet_page(404, "There is no such partner.")
}

fn general(shown: &Partner, sent: Option<&Fields>) -> Vec<Section> {
    let types = ProfileType::EVERY.map(|(_, code, label)| (code, label));
    let status = [("true", "Active"), ("false", "Inactive")];
    let fields = vec![
        Field::text("code", "Code", &shown.code).hint("One word. It is not the name of a profile."),
        Field::text("name", "Name", &shown.name),
        Field::choice("profile_type", "Profile type", shown.profile_type.code(), types).hint("NCIP for a broker."),
        Field::choice("system_type", "System type", &shown.system_type, SYSTEM_TYPES.map(|(_, words)| (words, words)))
            .hint("For information only."),
        Field::choice("active", "Status", shown.active.to_string(), status),
        Field::text("average_supply_time", "Average supply time", shown.average_supply_time.to_string())
            .hint("In days."),
        Field::text("delivery_delay", "Delivery delay", shown.delivery_delay.to_string()).hint("In days."),
        Field::text("currency", "Currency", &shown.currency),
        Field::text("institution_code", "Institution code", &shown.institution_code),
        Field::text("holding_code", "Holding code", &shown.holding_code),
        Field::choice("locate_profile", "Locate profile", &shown.locate_profile, LOCATE_PROFILES)
            .hint("For requests that are made in Alma; the simulator locates nothing."),
        Field::check("is_default", "Default partner", shown.is_default).hint("One of an institution can be."),
    ];
    let borrowing = vec![
        Field::check("supports_borrowing", "Supports borrowing", shown.supports_borrowing),
        Field::choice("borrowing_workflow", "Borrowing workflow", &shown.borrowing_workflow, BORROWING_WORKFLOWS)
            .hint("Users can renew in Primo only if it has the renewal steps."),
    ];
    let lending = vec![
        Field::check("supports_lending", "Supports lending", shown.supports_lending),
        Field::choice("lending_workflow", "Lending workflow", &shown.lending_workflow, LENDING_WORKFLOWS),
    ];
    vec![
        section("General Information", fields, sent),
        section("Borrowing", borrowing, sent),
        section("Lending", lending, sent),
    ]
}

fn parameters(shown: &Partner, places: &Places, sent: Option<&Fields>) -> Vec<Section> {
    let look_up = vec![
        Field::check("authentication_required", "Require authentication", shown.authentication_required)
            .hint("No, unless the broker sends a password with each look-up."),
    ];
    let number = &shown.bibliographic_record_id_type;
    let request = vec![
        Field::text("bibliographic_record_id_type", "Bibliographic record ID type", number)
            .hint("What the number of a title means: OCLC Number, System number."),
        location("request_item_location", &shown.request_item_location, shown, places),
    ];
    let check_out = vec![
        location("lending_location", &shown.lending_location, shown, places),
        policy("lending_policy", &shown.lending_policy, places),
    ];
    let others = vec![
        Field::check("export_to_third_party", "Export to third party", shown.export_to_third_party)
            .hint("No for a broker."),
        Field::check("accepts_fees", "Create User Fiscal Transaction", shown.accepts_fees)
            .hint("Not on Alma's form: whether fees that a broker sends are taken."),
    ];
    vec![
        section("General", general_parameters(shown, places), sent),
        section("Lookup User", look_up, sent),
        section("Request Item", request, sent),
        section("Check-Out Item", check_out, sent),
        section("Accept Item", accept_item(shown, places), sent),
        section("Others", others, sent),
    ]
}

fn iso_18626(shown: &Partner, sent: Option<&Fields>) -> Section {
    let fields = vec![
        Field::text("iso_server", "Server", &shown.iso_server).hint("The simulator sends nothing there."),
        Field::text("iso_symbol", "ISO symbol", &shown.iso_symbol).hint("No other partner may have the same."),
    ];
    section("ISO 18626", fields, sent)
}

fn general_parameters(shown: &Partner, places: &Places) -> Vec<Field> {
    let identifiers = IdentifierType::EVERY.map(|(_, code, label)| (code, label));
    let owners = places.libraries.iter().filter(|one| one.is_resource_sharing).map(code_and_name);
    vec![
        Field::choice("user_identifier_type", "User identifier type", shown.user_identifier_type.code(), identifiers)
            .hint("Which identifier of a user the messages carry."),
        Field::choice(
            "request_pushing_method",
            "Request pushing method",
            &shown.request_pushing_method,
            PUSHING_METHODS,
        ),
        Field::text("url_template", "URL template", &shown.url_template),
        Field::text("broker_ncip_url", "Broker System NCIP URL", &shown.broker_ncip_url)
            .hint("Where Alma asks for a renewal that begins in Primo; empty when nobody is to be asked."),
        Field::choice("default_library_owner", "Default library owner", &shown.default_library_owner, owners)
            .hint("The resource sharing library that owns the requests."),
        Field::text("loan_days", "Loan period in days", shown.loan_days.to_string())
            .hint("Not on Alma's form, where the terms of use say it: for messages without a date."),
    ]
}

fn accept_item(shown: &Partner, places: &Places) -> Vec<Field> {
    let libraries = places.libraries.iter().map(code_and_name);
    let desks = places.desks.iter().map(|desk| (desk.code.clone(), desk.name.clone()));
    vec![
        location("accept_item_location", &shown.accept_item_location, shown, places),
        Field::choice("default_pickup_library", "Default pickup library", &shown.default_pickup_library, libraries)
            .hint("For messages without a pickup library."),
        Field::check("automatic_receive", "Automatic receive", shown.automatic_receive),
        Field::choice("receive_desk", "Receive desk", &shown.receive_desk, desks)
            .hint("Items go to the hold shelf at once where this desk is in the pickup library, else in transit."),
        policy("accept_item_policy", &shown.accept_item_policy, places),
    ]
}

/// A location of the library that owns the requests.
fn location(name: &str, value: &str, shown: &Partner, places: &Places) -> Field {
    let there = places.locations.iter().filter(|one| one.library == shown.default_library_owner);
    Field::choice(name, "Default location", value, there.map(|one| (one.code.clone(), one.name.clone())))
}

fn policy(name: &str, value: &str, places: &Places) -> Field {
    let none = [(String::new(), "none".to_owned())];
    let policies = places.policies.iter().map(|one| (one.code.clone(), one.name.clone()));
    Field::choice(name, "Default item policy", value, none.into_iter().chain(policies))
}

fn code_and_name(library: &Library) -> (String, String) {
    (library.code.clone(), format!("{} ({})", library.name, library.code))
}

fn section(legend: &'static str, fields: Vec<Field>, sent: Option<&Fields>) -> Section {
    Section::new(legend, fields.into_iter().map(|field| field.or_sent(sent)).collect())
}

fn typed_general(stored: Partner, fields: &Fields) -> Result<Partner, Vec<FieldError>> {
    let profile_type = ProfileType::from_code(&fields.text("profile_type"))
        .ok_or_else(|| vec![FieldError::new("profile_type", "Choose a profile type.")])?;
    let known = |name: &str, list: &[(&str, &str)]| {
        let chosen = fields.text(name);
        let is_known = list.iter().any(|(code, _)| *code == chosen);
        is_known.then_some(chosen).ok_or_else(|| vec![FieldError::new(name, "Choose one of the list.")])
    };
    Ok(Partner {
        code: fields.text("code"),
        name: fields.text("name"),
        profile_type,
        system_type: fields.text("system_type"),
        active: fields.text("active") == "true",
        average_supply_time: days(fields, "average_supply_time")?,
        delivery_delay: days(fields, "delivery_delay")?,
        currency: fields.text("currency"),
        institution_code: fields.text("institution_code"),
        holding_code: fields.text("holding_code"),
        locate_profile: fields.text("locate_profile"),
        is_default: fields.text("is_default") == "true",
        supports_borrowing: fields.text("supports_borrowing") == "true",
        borrowing_workflow: known("borrowing_workflow", &BORROWING_WORKFLOWS)?,
        supports_lending: fields.text("supports_lending") == "true",
        lending_workflow: known("lending_workflow", &LENDING_WORKFLOWS)?,
        ..stored
    })
}

fn typed_parameters(stored: Partner, fields: &Fields) -> Result<Partner, Vec<FieldError>> {
    if stored.profile_type == ProfileType::Iso18626 {
        return Ok(Partner { iso_server: fields.text("iso_server"), iso_symbol: fields.text("iso_symbol"), ..stored });
    }
    let user_identifier_type = IdentifierType::from_code(&fields.text("user_identifier_type"))
        .ok_or_else(|| vec![FieldError::new("user_identifier_type", "Choose a type of identifier.")])?;
    let is_ticked = |name: &str| fields.text(name) == "true";
    Ok(Partner {
        user_identifier_type,
        request_pushing_method: fields.text("request_pushing_method"),
        url_template: fields.text("url_template"),
        broker_ncip_url: fields.text("broker_ncip_url"),
        default_library_owner: fields.text("default_library_owner"),
        loan_days: days(fields, "loan_days")?,
        authentication_required: is_ticked("authentication_required"),
        bibliographic_record_id_type: fields.text("bibliographic_record_id_type"),
        request_item_location: fields.text("request_item_location"),
        lending_location: fields.text("lending_location"),
        lending_policy: fields.text("lending_policy"),
        accept_item_location: fields.text("accept_item_location"),
        default_pickup_library: fields.text("default_pickup_library"),
        automatic_receive: is_ticked("automatic_receive"),
        receive_desk: fields.text("receive_desk"),
        accept_item_policy: fields.text("accept_item_policy"),
        export_to_third_party: is_ticked("export_to_third_party"),
        accepts_fees: is_ticked("accepts_fees"),
        ..stored
    })
}

fn days(fields: &Fields, name: &str) -> Result<u32, Vec<FieldError>> {
    let found = fields.text(name).parse().ok().filter(|days| *days <= 3_650);
    found.ok_or_else(|| vec![FieldError::new(name, "A number of days, such as 28.")])
}
