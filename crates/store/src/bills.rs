//! What libraries owe each other for single requests. Bills come in with a [`Step`](crate::Step).

use sqlx::FromRow;
use sqlx::Row as _;

use crate::db::{Builder, Db, Row, Tx};
use crate::error::changed;
use crate::{BillId, Error, LibraryId, Millis, Request, RequestId};

/// A bill that was sent or has arrived.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewBill {
    /// We are paid; otherwise we pay.
    pub is_ours: bool,
    /// The symbol of the other library.
    pub partner: String,
    /// A decimal number, as it was said.
    pub amount: String,
    /// The amount in hundredths, to be added up; none when it is no such number.
    pub hundredths: Option<i64>,
    /// ISO 4217.
    pub currency: String,
    /// What for, in words.
    pub why: String,
}

/// A bill as kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bill {
    /// The row's number.
    pub id: BillId,
    /// The request that it is for.
    pub request_number: String,
    /// What it says.
    pub said: NewBill,
    /// When it was sent or arrived.
    pub at: Millis,
    /// When somebody noted that it is settled.
    pub settled_at: Option<Millis>,
    /// Who.
    pub settled_by: Option<String>,
}

/// Which bills to list.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct BillFilter {
    /// Those that we are paid; otherwise those that we pay.
    pub is_ours: bool,
    /// With this library; empty: all.
    pub partner: String,
    /// Only those that are not settled.
    pub open: bool,
    /// Older than this one: the last of the page before.
    pub before: Option<BillId>,
    /// Page size; at least 1.
    pub limit: i64,
}

/// What is open between us and one library in one currency.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenSum {
    /// The symbol of the other library.
    pub partner: String,
    /// ISO 4217.
    pub currency: String,
    /// The sum of the amounts that are numbers, in hundredths.
    pub hundredths: i64,
    /// How many bills.
    pub bills: i64,
    /// How many of them have an amount that could not be added.
    pub unread: i64,
}

/// What libraries owe each other.
#[derive(Debug)]
pub struct Bills<'a> {
    db: &'a Db,
}

macro_rules! select {
    ($condition:literal) => {
        concat!(
            "SELECT b.*, r.number FROM bill b JOIN request r ON r.id = b.request_id WHERE b.library_id = ",
            $condition
        )
    };
}

impl<'a> Bills<'a> {
    pub(crate) fn new(db: &'a Db) -> Self {
        Self { db }
    }

    /// A page of bills, the newest first.
    pub async fn page(&self, library: LibraryId, filter: &BillFilter) -> Result<Vec<Bill>, Error> {
        let mut query = Builder::new(select!(""));
        query.push_bind(library).push(" AND b.is_ours = ").push_bind(filter.is_ours);
        if !filter.partner.is_empty() {
            query.push(" AND b.partner = ").push_bind(filter.partner.clone());
        }
        if filter.open {
            query.push(" AND b.settled_at IS NULL");
        }
        if let Some(before) = filter.before {
            query.push(" AND b.id < ").push_bind(before);
        }
        query.push(" ORDER BY b.id DESC LIMIT ").push_bind(filter.limit.max(1));
        Ok(query.build_query_as().fetch_all(self.db.reader()).await?)
    }

    /// The bills of a request, in the order in which they came.
    pub async fn of_request(&self, library: LibraryId, request: RequestId) -> Result<Vec<Bill>, Error> {
        let bills = sqlx::query_as(select!("$1 AND b.request_id = $2 ORDER BY b.id")).bind(library).bind(request);
        Ok(bills.fetch_all(self.db.reader()).await?)
    }

    /// What is open, a row for each library and currency.
    pub async fn open_sums(&self, library: LibraryId, is_ours: bool) -> Result<Vec<OpenSum>, Error> {
        let sums = sqlx::query_as(
            "SELECT partner, currency, COALESCE(SUM(hundredths), 0) AS hundredths, COUNT(*) AS bills,
                    SUM(CASE WHEN hundredths IS NULL THEN 1 ELSE 0 END) AS unread
             FROM bill WHERE library_id = $1 AND is_ours = $2 AND settled_at IS NULL
             GROUP BY partner, currency ORDER BY partner, currency",
        );
        Ok(sums.bind(library).bind(is_ours).fetch_all(self.db.reader()).await?)
    }

    /// The libraries with which there ever were bills.
    pub async fn partners(&self, library: LibraryId, is_ours: bool) -> Result<Vec<String>, Error> {
        let partners = sqlx::query_scalar(
            "SELECT DISTINCT partner FROM bill WHERE library_id = $1 AND is_ours = $2 ORDER BY partner",
        );
        Ok(partners.bind(library).bind(is_ours).fetch_all(self.db.reader()).await?)
    }

    /// Notes that a bill is settled; whoever noted it first stays.
    ///
    /// # Errors
    /// [`Error::NotFound`] when the library has no such bill.
    pub async fn settle(&self, library: LibraryId, id: BillId, by: &str, at: Millis) -> Result<(), Error> {
        let done = sqlx::query(
            "UPDATE bill SET settled_by = CASE WHEN settled_at IS NULL THEN $3 ELSE settled_by END,
                             settled_at = COALESCE(settled_at, $4)
             WHERE id = $1 AND library_id = $2",
        );
        let done = done.bind(id).bind(library).bind(by).bind(at).execute(self.db.writer()).await?;
        changed(done.rows_affected(), "bill")
    }

    /// Takes back that a bill is settled.
    ///
    /// # Errors
    /// [`Error::NotFound`] when the library has no such bill.
    pub async fn reopen(&self, library: LibraryId, id: BillId) -> Result<(), Error> {
        let done =
            sqlx::query("UPDATE bill SET settled_at = NULL, settled_by = NULL WHERE id = $1 AND library_id = $2");
        changed(done.bind(id).bind(library).execute(self.db.writer()).await?.rows_affected(), "bill")
    }
}

pub(crate) async fn add(tx: &mut Tx, request: &Request, bill: &NewBill, at: Millis) -> Result<(), Error> {
    sqlx::query(
        "INSERT INTO bill (library_id, request_id, is_ours, partner, amount, hundredths, currency, why, at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
    )
    .bind(request.library_id)
    .bind(request.id)
    .bind(bill.is_ours)
    .bind(&bill.partner)
    .bind(&bill.amount)
    .bind(bill.hundredths)
    .bind(&bill.currency)
    .bind(&bill.why)
    .bind(at)
    .execute(&mut **tx)
    .await?;
    Ok(())
}

impl FromRow<'_, Row> for Bill {
    fn from_row(row: &Row) -> Result<Self, sqlx::Error> {
        Ok(Self {
            id: row.try_get("id")?,
            request_number: row.try_get("number")?,
            said: NewBill {
                is_ours: row.try_get("is_ours")?,
                partner: row.try_get("partner")?,
                amount: row.try_get("amount")?,
                hundredths: row.try_get("hundredths")?,
                currency: row.try_get("currency")?,
                why: row.try_get("why")?,
            },
            at: row.try_get("at")?,
            settled_at: row.try_get("settled_at")?,
            settled_by: row.try_get("settled_by")?,
        })
    }
}

impl FromRow<'_, Row> for OpenSum {
    fn from_row(row: &Row) -> Result<Self, sqlx::Error> {
        Ok(Self {
            partner: row.try_get("partner")?,
            currency: row.try_get("currency")?,
            hundredths: row.try_get("hundredths")?,
            bills: row.try_get("bills")?,
            unread: row.try_get("unread")?,
        })
    }
}
