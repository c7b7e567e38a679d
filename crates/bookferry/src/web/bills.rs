//! Bills: what other libraries owe us for single requests, and what we owe them. Only a list to be worked off; no money moves here.

use askama::Template;
use axum::Router;
use axum::extract::{Path, Query, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use jiff::tz::TimeZone;
use serde::Deserialize;
use store::{Bill, BillFilter, BillId, OpenSum};

use super::desk::forms::{Fields, page};
use super::desk::rows::When;
use super::encode;
use super::error::PageError;
use super::forms::{Said, done};
use super::layout::Layout;
use super::visitor::{Staff, check_form};
use crate::clock::day_text;
use crate::platform::Platform;

/// Where the list is.
const ADDRESS: &str = "/desk/bills";
/// Bills on a page.
const PAGE: i64 = 100;
/// Bills in a file for a spreadsheet.
const MOST: i64 = 100_000;

/// The pages of the bills.
pub fn routes() -> Router<Platform> {
    Router::new()
        .route(ADDRESS, get(list))
        .route("/desk/bills.csv", get(spreadsheet))
        .route("/desk/bills/{id}/{deed}", post(settle))
}

/// What is asked for, from the query of the address.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
struct Wanted {
    side: String,
    library: String,
    all: String,
    before: Option<i64>,
}

#[derive(Template)]
#[template(path = "desk/bills.html")]
struct ListPage {
    layout: Layout,
    wanted: Wanted,
    is_ours: bool,
    own_name: String,
    /// The library whose bills alone are shown.
    with: Option<String>,
    partners: Vec<Partner>,
    sums: Vec<SumRow>,
    rows: Vec<BillRow>,
    printed: When,
    csv: String,
    older: Option<String>,
}

/// A library in the filter.
struct Partner {
    symbol: String,
    name: String,
}

/// What is open with one library.
struct SumRow {
    library: String,
    sum: String,
    bills: i64,
    /// Amounts that could not be added, in words; empty when there are none.
    unread: String,
}

/// A bill as pages show it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BillRow {
    /// The row's number, part of the forms' addresses.
    pub id: i64,
    /// When it was sent or arrived.
    pub at: When,
    /// The request that it is for.
    pub request: String,
    /// The other library.
    pub library: String,
    /// Amount and currency.
    pub amount: String,
    /// What for.
    pub why: String,
    /// When it was noted as paid.
    pub settled: Option<When>,
    /// By whom.
    pub settled_by: String,
}

impl BillRow {
    /// A bill with the name of the other library.
    #[must_use]
    pub fn of(bill: &Bill, library: &str, zone: &TimeZone) -> Self {
        Self {
            id: bill.id.0,
            at: When::day(bill.at, zone),
            request: bill.request_number.clone(),
            library: library.to_owned(),
            amount: format!("{} {}", bill.said.amount, bill.said.currency),
            why: bill.said.why.clone(),
            settled: bill.settled_at.map(|at| When::day(at, zone)),
            settled_by: bill.settled_by.clone().unwrap_or_default(),
        }
    }
}

impl Wanted {
    fn is_ours(&self) -> bool {
        self.side == "ours"
    }

    fn filter(&self, limit: i64) -> BillFilter {
        BillFilter {
            is_ours: self.is_ours(),
            partner: self.library.clone(),
            open: self.all.is_empty(),
            before: self.before.map(BillId),
            limit,
        }
    }

    fn address(&self, page: &str) -> String {
        let (side, library, all) = (encode(&self.side), encode(&self.library), encode(&self.all));
        format!("{page}?side={side}&library={library}&all={all}")
    }
}

async fn list(
    staff: Staff,
    said: Said,
    State(platform): State<Platform>,
    Query(wanted): Query<Wanted>,
) -> Result<Response, PageError> {
    let (library, zone) = (staff.library_id(), staff.zone());
    let bills = platform.store().bills().page(library, &wanted.filter(PAGE)).await?;
    let is_full = i64::try_from(bills.len()).is_ok_and(|count| count == PAGE);
    let older = bills.last().filter(|_| is_full).map(|last| format!("{}&before={}", wanted.address(ADDRESS), last.id));
    let mut partners = Vec::new();
    for symbol in platform.store().bills().partners(library, wanted.is_ours()).await? {
        partners.push(Partner { name: platform.library_name(&symbol).await?, symbol });
    }
    let name_of = |symbol: &str| {
        let known = partners.iter().find(|partner| partner.symbol == symbol);
        known.map_or_else(|| symbol.to_owned(), |partner| partner.name.clone())
    };
    let sums = platform.store().bills().open_sums(library, wanted.is_ours()).await?;
    let shown = sums.iter().filter(|sum| wanted.library.is_empty() || sum.partner == wanted.library);
    let template = ListPage {
        layout: said.on(Layout::new(&staff.visitor, ADDRESS)),
        is_ours: wanted.is_ours(),
        own_name: staff.library.name.clone(),
        with: (!wanted.library.is_empty()).then(|| name_of(&wanted.library)),
        sums: shown.map(|sum| sum_row(sum, name_of(&sum.partner))).collect(),
        rows: bills.iter().map(|bill| BillRow::of(bill, &name_of(&bill.said.partner), zone)).collect(),
        printed: When::day(platform.now(), zone),
        csv: wanted.address("/desk/bills.csv"),
        older,
        partners,
        wanted,
    };
    Ok(said.once(page(StatusCode::OK, &template)?))
}

fn sum_row(sum: &OpenSum, library: String) -> SumRow {
    let unread = match sum.unread {
        0 => String::new(),
        1 => "one amount is no number and is not in the sum".to_owned(),
        many => format!("{many} amounts are no numbers and are not in the sum"),
    };
    let (whole, part) = (sum.hundredths / 100, sum.hundredths % 100);
    SumRow { library, sum: format!("{whole}.{part:02} {}", sum.currency), bills: sum.bills, unread }
}

/// The same bills as a file for a spreadsheet.
async fn spreadsheet(
    staff: Staff,
    State(platform): State<Platform>,
    Query(wanted): Query<Wanted>,
) -> Result<Response, PageError> {
    let bills = platform.store().bills().page(staff.library_id(), &wanted.filter(MOST)).await?;
    let file = csv(&bills, staff.zone()).map_err(|fault| PageError::Broken(fault.to_string()))?;
    let headers = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8"),
        (header::CONTENT_DISPOSITION, "attachment; filename=\"bills.csv\""),
        (header::CACHE_CONTROL, "no-store"),
    ];
    Ok((headers, file).into_response())
}

fn csv(bills: &[Bill], zone: &TimeZone) -> Result<Vec<u8>, csv::Error> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(["day", "request", "library", "amount", "currency", "what for", "paid"])?;
    for bill in bills {
        let said = &bill.said;
        let (day, paid) = (day_text(bill.at, zone), bill.settled_at.map(|at| day_text(at, zone)).unwrap_or_default());
        let fields = [&day, &bill.request_number, &said.partner, &said.amount, &said.currency, &said.why, &paid];
        writer.write_record(fields.map(|field| no_formula(field)))?;
    }
    writer.into_inner().map_err(|fault| fault.into_error().into())
}

/// Other libraries' words are no formulas, whatever they begin with.
fn no_formula(text: &str) -> String {
    let quote = if text.starts_with(['=', '+', '-', '@', '\t', '\r']) { "'" } else { "" };
    format!("{quote}{text}")
}

async fn settle(
    staff: Staff,
    State(platform): State<Platform>,
    Path((id, deed)): Path<(i64, String)>,
    form: Fields,
) -> Result<Response, PageError> {
    check_form(&staff.person, form.csrf())?;
    let (library, id) = (staff.library_id(), BillId(id));
    let words = match deed.as_str() {
        "paid" => {
            platform.store().bills().settle(library, id, &staff.person.username, platform.now()).await?;
            "Noted as paid."
        }
        "open" => {
            platform.store().bills().reopen(library, id).await?;
            "The bill is open again."
        }
        _ => return Err(PageError::NotFound),
    };
    let text = |name: &str| form.text(name).to_owned();
    let back = Wanted { side: text("side"), library: text("library"), all: text("all"), before: None };
    Ok(done(&back.address(ADDRESS), words))
}

#[cfg(test)]
mod tests {
    use store::NewBill;

    use super::*;

    #[test]
    fn a_spreadsheet_calculates_nothing_that_another_library_wrote() {
        let said = NewBill {
            is_ours: false,
            partner: "ISIL:WEST".into(),
            amount: "40.00".into(),
            hundredths: Some(4_000),
            currency: "EUR".into(),
            why: "=1+1, \"lost\"".into(),
        };
        let request_number = "EAST-000001".into();
        let bill = Bill { id: BillId(1), request_number, said, at: 0, settled_at: Some(0), settled_by: None };
        let file = String::from_utf8(csv(&[bill], &TimeZone::UTC).unwrap()).unwrap();
        let line = "1970-01-01,EAST-000001,ISIL:WEST,40.00,EUR,\"'=1+1, \"\"lost\"\"\",1970-01-01";
        assert_eq!(file.lines().nth(1), Some(line));
    }

    #[test]
    fn sums_are_shown_with_two_digits_and_say_what_is_not_in_them() {
        let sum = |hundredths, unread| {
            let open = OpenSum { partner: String::new(), currency: "EUR".into(), hundredths, bills: 2, unread };
            let row = sum_row(&open, String::new());
            (row.sum, row.unread.is_empty())
        };
        assert_eq!(sum(4_205, 0), ("42.05 EUR".to_owned(), true));
        assert_eq!(sum(7, 1), ("0.07 EUR".to_owned(), false));
    }
}
