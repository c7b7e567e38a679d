//! Primo, as a patron sees it: search, a title with "How to get it", and the account.

mod link;

use askama::Template;

use super::http::{HttpRequest, HttpResponse, servlet_page};
use super::layout::{Layout, rendered};
use crate::Alma;
use crate::inspect::LoanView;
use crate::state::{Bib, BorrowingRequest, Fee, Id, IdentifierType, Item, Loan, RequestStatus, User};

/// Results on a page.
const MOST_RESULTS: usize = 20;

#[derive(Template)]
#[template(path = "primo_search.html")]
struct SearchPage<'a> {
    layout: Layout<'a>,
    asked: String,
    found: usize,
    results: Vec<ResultLine>,
}

struct ResultLine {
    mms_id: Id,
    title: String,
    author: String,
    year: String,
    availability: &'static str,
}

#[derive(Template)]
#[template(path = "primo_title.html")]
struct TitlePage<'a> {
    layout: Layout<'a>,
    mms_id: Id,
    title: String,
    facts: Vec<(&'static str, String)>,
    copies: Vec<Copy>,
    online: bool,
    service_name: &'a str,
    link: String,
}

struct Copy {
    library: String,
    location: String,
    call_number: String,
    description: String,
    status: &'static str,
    is_available: bool,
}

/// A loan, with what its user is told of it.
struct LoanLine {
    view: LoanView,
    note: String,
    can_renew: bool,
}

#[derive(Template)]
#[template(path = "primo_account.html")]
struct AccountPage<'a> {
    layout: Layout<'a>,
    asked: String,
    user: Option<&'a User>,
    people: Vec<&'a User>,
    loans: Vec<LoanLine>,
    /// What is owed, and what for.
    fees: Vec<(String, &'a str)>,
    requests: Vec<&'a BorrowingRequest>,
    said: String,
    refused: String,
}

impl Alma {
    /// Everything under `/primo`.
    pub(super) fn primo_page(&self, request: &HttpRequest, rest: &[&str]) -> HttpResponse {
        match rest {
            [] => HttpResponse::see_other("/primo/search"),
            ["search"] => rendered(&self.search_page(request)),
            ["title", mms_id] => match mms_id.parse().ok().and_then(|id| self.shown(id).map(|bib| (id, bib))) {
                Some((id, bib)) => rendered(&self.title_page(request, id, bib)),
                None => servlet_page(404, "The catalogue has no such title."),
            },
            ["account"] => rendered(&self.account_page(request)),
            _ => servlet_page(404, "Primo has no such page."),
        }
    }

    fn shown(&self, id: Id) -> Option<&Bib> {
        self.state().catalog.bibs.get(&id).filter(|bib| !bib.suppressed)
    }

    fn search_page<'a>(&'a self, request: &'a HttpRequest) -> SearchPage<'a> {
        let asked = request.fields().text("q");
        let found = self.state().catalog.find(&asked);
        let lines = found.iter().take(MOST_RESULTS).filter_map(|id| Some(self.line(*id, self.shown(*id)?)));
        let results = lines.collect();
        SearchPage { layout: Layout::of(self.state(), &request.path), asked, found: found.len(), results }
    }

    fn line(&self, mms_id: Id, bib: &Bib) -> ResultLine {
        let record = bib.marc.record();
        let first = |tag: &str, codes: &str| record.field(tag).map(|field| field.join(codes)).unwrap_or_default();
        let catalog = &self.state().catalog;
        let mut items = catalog.inventory(bib).flat_map(|(_, _, items)| items);
        let availability = if items.any(|(_, item)| item.is_available()) {
            "Available"
        } else if bib.online {
            "Online access"
        } else {
            "Not available"
        };
        let year = marc::classify::dates(&record, 2100).published;
        ResultLine {
            mms_id,
            title: bib.title.clone(),
            author: first("1xx", "abc"),
            year: year.map(|year| year.to_string()).unwrap_or_default(),
            availability,
        }
    }

    fn title_page<'a>(&'a self, request: &'a HttpRequest, mms_id: Id, bib: &Bib) -> TitlePage<'a> {
        let record = bib.marc.record();
        let state = self.state();
        let copies = state.catalog.inventory(bib).flat_map(|(_, holding, items)| {
            items.into_iter().map(|(_, item)| {
                let (library, location) = state.catalog.place(item);
                Copy {
                    library: state.places.library_name(library).to_owned(),
                    location: state.places.location_name(library, location).to_owned(),
                    call_number: holding.call_number.clone(),
                    description: item.description(),
                    status: status_of(item),
                    is_available: item.is_available(),
                }
            })
        });
        TitlePage {
            layout: Layout::of(state, &request.path),
            mms_id,
            title: bib.title.clone(),
            facts: facts(&record),
            copies: copies.collect(),
            online: bib.online,
            service_name: &self.surroundings.service_name,
            link: link::build(&self.surroundings.service_template, mms_id, &record),
        }
    }

    fn loan_line(&self, item: Id, loan: &Loan) -> Option<LoanLine> {
        let view = LoanView::of(self.state(), item, loan)?;
        let note = self.state().borrowing_of(item).map(renewal_note).unwrap_or_default();
        let can_renew = view.resource_sharing && self.state().renewal_partner(item).is_ok();
        Some(LoanLine { view, note, can_renew })
    }

    fn account_page<'a>(&'a self, request: &'a HttpRequest) -> AccountPage<'a> {
        let asked = request.fields().text("user");
        let state = self.state();
        let user = state.user_by(IdentifierType::Any, &asked);
        let is_theirs = |id: &str| user.is_some_and(|user| user.primary_id == id);
        let loans = state.loans.iter().filter(|(_, loan)| is_theirs(&loan.user));
        let requests =
            state.borrowing.values().filter(|request| is_theirs(&request.user) && !request.status.is_final());
        AccountPage {
            layout: Layout::of(state, &request.path),
            user,
            people: state.users.values().filter(|user| user.active).collect(),
            loans: loans.filter_map(|(id, loan)| self.loan_line(*id, loan)).collect(),
            fees: state.fees.iter().filter(|fee| is_theirs(&fee.user)).map(fee_line).collect(),
            requests: requests.collect(),
            said: request.fields().text("said"),
            refused: request.fields().text("refused"),
            asked,
        }
    }
}

fn fee_line(fee: &Fee) -> (String, &str) {
    let sum = format!("{}.{:02} {}", fee.minor_units / 100, fee.minor_units % 100, fee.currency);
    (sum, &fee.kind)
}

/// What a user is told of the renewal of a borrowed item.
fn renewal_note(request: &BorrowingRequest) -> String {
    let last = request.audit.last().map(|audit| audit.note.as_str()).unwrap_or_default();
    match request.status {
        RequestStatus::RenewRequested => format!("Renewal requested. {last}."),
        RequestStatus::Renewed => format!("{last}."),
        RequestStatus::RenewNotAccepted => "Not renewed: please bring it back when it is due.".to_owned(),
        RequestStatus::Recalled => "The lender wants it back: please bring it back now.".to_owned(),
        _ if last == "The broker could not be reached" => "The lender could not be asked. Please try later.".to_owned(),
        _ => String::new(),
    }
}

fn status_of(item: &Item) -> &'static str {
    item.process.as_ref().map_or("Item in place", |process| process.label())
}

/// What a brief display shows.
fn facts(record: &marc::Record) -> Vec<(&'static str, String)> {
    const FIELDS: &[(&str, &str, &str)] = &[
        ("Author", "1xx", "abcd"),
        ("Edition", "250", "a"),
        ("Published", "264", "abc"),
        ("Published", "260", "abc"),
        ("Description", "300", "abc"),
        ("Series", "490", "av"),
        ("ISBN", "020", "a"),
        ("ISSN", "022", "a"),
        ("Subject", "65x", "axyzv"),
    ];
    let of = |(label, tag, codes): &(&'static str, &str, &str)| {
        record.fields(tag).map(|field| (*label, field.join(codes))).collect::<Vec<_>>()
    };
    FIELDS.iter().flat_map(of).filter(|(_, value)| !value.is_empty()).collect()
}
