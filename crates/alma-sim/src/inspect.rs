//! The whole state as one JSON object, at `/simulator/state.json`. Programs and tests read it: members are added, never
//! renamed or removed.
//!
//! Items are under their barcodes (those without one are left out), with `?barcode=` only that one. Dates are
//! `2026-09-30T23:59:00.000Z` or null. Numbers of Alma are text.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::Alma;
use crate::moment::iso;
use crate::state::{
    Audit, BorrowingRequest, Fee, Id, Item, LendingRequest, Letter, Loan, Partner, ProcessType, RequestStatus, State,
    User,
};

/// Everything.
#[derive(Debug, Clone, Serialize)]
pub struct Inspection {
    /// Institution code.
    pub institution: String,
    /// Name of the institution.
    pub name: String,
    /// How many records, holdings and items there are.
    pub counts: Counts,
    /// Items by barcode.
    pub items: BTreeMap<String, ItemView>,
    /// Loans to users.
    pub loans: Vec<LoanView>,
    /// Borrowed items that wait for their users or are on their way to them.
    pub holds: Vec<HoldView>,
    /// Borrowing requests, ended ones too.
    pub borrowing_requests: Vec<BorrowingView>,
    /// Lending requests, ended ones too.
    pub lending_requests: Vec<LendingView>,
    /// Users by primary identifier.
    pub users: BTreeMap<String, UserView>,
    /// Partners by code.
    pub partners: BTreeMap<String, PartnerView>,
    /// Letters, the latest last.
    pub letters: Vec<LetterView>,
    /// What users owe.
    pub fees: Vec<FeeView>,
}

/// How many there are.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Counts {
    /// Bibliographic records, brief ones too.
    pub bibs: usize,
    /// Holdings records.
    pub holdings: usize,
    /// Items.
    pub items: usize,
    /// Temporary items, for items of other libraries.
    pub temporary_items: usize,
}

/// An item.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ItemView {
    /// Item id.
    pub item_id: Id,
    /// Holdings id.
    pub holdings_id: Id,
    /// MMS id.
    pub mms_id: Option<Id>,
    /// Title.
    pub title: String,
    /// Where it stands now, by library code.
    pub library: String,
    /// Where it stands now, by location code.
    pub location: String,
    /// Where it belongs, by library code.
    pub permanent_library: String,
    /// Where it belongs, by location code.
    pub permanent_location: String,
    /// Item policy code in force.
    pub policy: String,
    /// Process type code, such as `LOAN`, `ILL`, `TRANSIT`, `HOLDSHELF`; null on the shelf.
    pub process_type: Option<&'static str>,
    /// The library to which it is on its way.
    pub transit_to: Option<String>,
    /// Whether it can be had at its shelf.
    pub available: bool,
    /// Whether it stands for an item of another library.
    pub temporary_item: bool,
    /// Whether it is away from its permanent place.
    pub temporary_location: bool,
    /// When it is due.
    pub due_date: Option<String>,
}

/// A loan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LoanView {
    /// Number of the loan.
    pub loan_id: Id,
    /// Barcode of the item.
    pub barcode: String,
    /// Title.
    pub title: String,
    /// Primary identifier of the user.
    pub user: String,
    /// When it was lent.
    pub loan_date: String,
    /// When it is due.
    pub due_date: String,
    /// How often it was renewed.
    pub renewals: u32,
    /// Whether the item is another library's.
    pub resource_sharing: bool,
}

/// A borrowed item on its way to its user.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct HoldView {
    /// Barcode of the temporary item.
    pub barcode: String,
    /// Primary identifier of the user.
    pub user: String,
    /// Where the user collects.
    pub pickup_library: String,
    /// `to_be_received`, `in_transit` or `on_hold_shelf`.
    pub place: &'static str,
}

impl HoldView {
    /// The place as a page says it.
    #[must_use]
    pub fn place_in_words(&self) -> String {
        self.place.replace('_', " ")
    }
}

/// A borrowing request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct BorrowingView {
    /// Number in Alma.
    pub request_id: Id,
    /// Number in the partner's system.
    pub external_id: String,
    /// Partner code.
    pub partner: String,
    /// Primary identifier of the user.
    pub user: String,
    /// Status code.
    pub status: &'static str,
    /// Status in words.
    pub status_label: &'static str,
    /// Title as cited.
    pub title: String,
    /// Author as cited.
    pub author: String,
    /// Barcodes of the temporary items that are here.
    pub barcodes: Vec<String>,
    /// Barcodes of all temporary items that there ever were.
    pub all_barcodes: Vec<String>,
    /// Pickup library code.
    pub pickup_library: String,
    /// When the lender wants it back.
    pub due_date: Option<String>,
    /// What happened.
    pub audit: Vec<AuditView>,
}

/// A lending request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LendingView {
    /// Number in Alma.
    pub request_id: Id,
    /// Number in the partner's system.
    pub external_id: String,
    /// Partner code.
    pub partner: String,
    /// Status code.
    pub status: &'static str,
    /// Status in words.
    pub status_label: &'static str,
    /// Barcode of the item; empty while it is not known.
    pub barcode: String,
    /// Title.
    pub title: String,
    /// When it is due back, once it is shipped.
    pub due_date: Option<String>,
    /// What happened.
    pub audit: Vec<AuditView>,
}

/// A line of an audit trail.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct AuditView {
    /// When.
    pub at: String,
    /// Status code then.
    pub status: &'static str,
    /// What happened.
    pub note: String,
}

/// A user.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct UserView {
    /// Barcode.
    pub barcode: String,
    /// University identifier.
    pub university_id: String,
    /// Given name.
    pub first_name: String,
    /// Family name.
    pub last_name: String,
    /// User group code.
    pub group: String,
    /// Whether the account is active.
    pub active: bool,
    /// When the account ends.
    pub expires: String,
    /// Text of a block.
    pub block: Option<String>,
    /// Address for letters.
    pub email: String,
}

/// A partner record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[allow(missing_docs)] // the fields of [`Partner`], which explains them
pub struct PartnerView {
    pub name: String,
    pub profile_type: &'static str,
    pub active: bool,
    pub user_identifier_type: String,
    pub broker_ncip_url: String,
    pub default_library_owner: String,
    pub authentication_required: bool,
    pub bibliographic_record_id_type: String,
    pub lending_location: String,
    pub accept_item_location: String,
    pub default_pickup_library: String,
    pub automatic_receive: bool,
    pub receive_desk: String,
    pub loan_days: u32,
    pub code: String,
    pub system_type: String,
    pub supports_borrowing: bool,
    pub borrowing_workflow: String,
    pub supports_lending: bool,
    pub accepts_fees: bool,
}

/// A letter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LetterView {
    /// When.
    pub at: String,
    /// Its name.
    pub name: String,
    /// Primary identifier of the user.
    pub user: String,
    /// What it is about.
    pub about: String,
}

/// What a user owes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FeeView {
    /// Number of the fee.
    pub fee_id: Id,
    /// When.
    pub at: String,
    /// Primary identifier of the user.
    pub user: String,
    /// The sum in the smallest unit of the currency.
    pub minor_units: i64,
    /// The currency.
    pub currency: String,
    /// What for.
    pub kind: String,
    /// The number of the request; empty when none was named.
    pub external_id: String,
}

impl Alma {
    /// The inspection view; with a barcode, only that item is in [`Inspection::items`].
    #[must_use]
    pub fn inspect(&self, barcode: Option<&str>) -> Inspection {
        Inspection::of(self.state(), barcode)
    }
}

impl Inspection {
    fn of(state: &State, barcode: Option<&str>) -> Self {
        let wanted = |item: &Item| barcode.is_none_or(|wanted| item.barcode.as_deref() == Some(wanted));
        let items = state.catalog.items.iter().filter(|(_, item)| wanted(item));
        let items = items.filter_map(|(id, item)| Some((item.barcode.clone()?, ItemView::of(state, *id, item))));
        Self {
            institution: state.institution.clone(),
            name: state.name.clone(),
            counts: Counts {
                bibs: state.catalog.bibs.len(),
                holdings: state.catalog.holdings.len(),
                items: state.catalog.items.len(),
                temporary_items: state.catalog.items.values().filter(|item| item.is_temporary).count(),
            },
            items: items.collect(),
            loans: state.loans.iter().filter_map(|(id, loan)| LoanView::of(state, *id, loan)).collect(),
            holds: holds(state),
            borrowing_requests: state.borrowing.iter().map(|(id, one)| BorrowingView::of(state, *id, one)).collect(),
            lending_requests: state.lending.iter().map(|(id, one)| LendingView::of(*id, one)).collect(),
            users: state.users.iter().map(|(id, user)| (id.clone(), UserView::of(user))).collect(),
            partners: state.partners.iter().map(|(code, one)| (code.clone(), PartnerView::of(one))).collect(),
            letters: state.letters.iter().map(LetterView::of).collect(),
            fees: state.fees.iter().map(FeeView::of).collect(),
        }
    }
}

/// Temporary items that no user has yet.
fn holds(state: &State) -> Vec<HoldView> {
    let mut holds = Vec::new();
    for request in state.borrowing.values() {
        for item in request.items.iter().filter_map(|id| state.catalog.items.get(id)) {
            let place = match &item.process {
                Some(ProcessType::HoldShelf(_)) => "on_hold_shelf",
                Some(ProcessType::Transit(_)) if request.status == RequestStatus::ReceivedPhysically => "in_transit",
                Some(ProcessType::ResourceSharing) => "to_be_received",
                _ => continue,
            };
            holds.push(HoldView {
                barcode: item.barcode.clone().unwrap_or_default(),
                user: request.user.clone(),
                pickup_library: request.pickup_library.clone(),
                place,
            });
        }
    }
    holds
}

impl ItemView {
    pub(crate) fn of(state: &State, id: Id, item: &Item) -> Self {
        let catalog = &state.catalog;
        let (library, location) = catalog.place(item);
        let parents = catalog.parents(item);
        let home = parents.map(|(holding, ..)| (holding.library.clone(), holding.location.clone()));
        let (permanent_library, permanent_location) = home.unwrap_or_default();
        let temporary_policy = item.temporary.as_ref().and_then(|place| place.policy.clone());
        Self {
            item_id: id,
            holdings_id: item.holding,
            mms_id: parents.map(|(_, bib, _)| bib),
            title: catalog.title_of(item).to_owned(),
            library: library.to_owned(),
            location: location.to_owned(),
            permanent_library,
            permanent_location,
            policy: temporary_policy.unwrap_or_else(|| item.policy.clone()),
            process_type: item.process.as_ref().map(ProcessType::code),
            transit_to: match &item.process {
                Some(ProcessType::Transit(library)) => Some(library.clone()),
                _ => None,
            },
            available: item.is_available(),
            temporary_item: item.is_temporary,
            temporary_location: item.temporary.is_some(),
            due_date: state.due_date(id).map(iso),
        }
    }
}

impl LoanView {
    pub(crate) fn of(state: &State, id: Id, loan: &Loan) -> Option<Self> {
        let item = state.catalog.items.get(&id)?;
        Some(Self {
            loan_id: loan.loan_id,
            barcode: item.barcode.clone().unwrap_or_default(),
            title: state.catalog.title_of(item).to_owned(),
            user: loan.user.clone(),
            loan_date: iso(loan.lent),
            due_date: iso(loan.due),
            renewals: loan.renewals,
            resource_sharing: item.is_temporary,
        })
    }
}

impl BorrowingView {
    fn of(state: &State, id: Id, request: &BorrowingRequest) -> Self {
        let barcode = |id: &Id| state.catalog.items.get(id)?.barcode.clone();
        Self {
            request_id: id,
            external_id: request.external_id.clone(),
            partner: request.partner.clone(),
            user: request.user.clone(),
            status: request.status.code(),
            status_label: request.status.label(),
            title: request.title.clone(),
            author: request.author.clone(),
            barcodes: request.items.iter().filter_map(barcode).collect(),
            all_barcodes: request.barcodes.clone(),
            pickup_library: request.pickup_library.clone(),
            due_date: request.due.map(iso),
            audit: request.audit.iter().map(AuditView::of).collect(),
        }
    }
}

impl LendingView {
    fn of(id: Id, request: &LendingRequest) -> Self {
        Self {
            request_id: id,
            external_id: request.external_id.clone(),
            partner: request.partner.clone(),
            status: request.status.code(),
            status_label: request.status.label(),
            barcode: request.barcode.clone(),
            title: request.title.clone(),
            due_date: Some(request.due).filter(|due| *due != 0).map(iso),
            audit: request.audit.iter().map(AuditView::of).collect(),
        }
    }
}

impl AuditView {
    fn of(audit: &Audit) -> Self {
        Self { at: iso(audit.at), status: audit.status.code(), note: audit.note.clone() }
    }
}

impl UserView {
    fn of(user: &User) -> Self {
        Self {
            barcode: user.barcode.clone(),
            university_id: user.university_id.clone(),
            first_name: user.first_name.clone(),
            last_name: user.last_name.clone(),
            group: user.group.clone(),
            active: user.active,
            expires: iso(user.expires),
            block: user.block.clone(),
            email: user.email.clone(),
        }
    }
}

impl PartnerView {
    fn of(partner: &Partner) -> Self {
        Self {
            name: partner.name.clone(),
            profile_type: partner.profile_type.label(),
            active: partner.active,
            user_identifier_type: partner.user_identifier_type.label().to_owned(),
            broker_ncip_url: partner.broker_ncip_url.clone(),
            default_library_owner: partner.default_library_owner.clone(),
            authentication_required: partner.authentication_required,
            bibliographic_record_id_type: partner.bibliographic_record_id_type.clone(),
            lending_location: partner.lending_location.clone(),
            accept_item_location: partner.accept_item_location.clone(),
            default_pickup_library: partner.default_pickup_library.clone(),
            automatic_receive: partner.automatic_receive,
            receive_desk: partner.receive_desk.clone(),
            loan_days: partner.loan_days,
            code: partner.code.clone(),
            system_type: partner.system_type.clone(),
            supports_borrowing: partner.supports_borrowing,
            borrowing_workflow: partner.borrowing_workflow.clone(),
            supports_lending: partner.supports_lending,
            accepts_fees: partner.accepts_fees,
        }
    }
}

impl LetterView {
    fn of(letter: &Letter) -> Self {
        Self { at: iso(letter.at), name: letter.name.clone(), user: letter.user.clone(), about: letter.about.clone() }
    }
}

impl FeeView {
    fn of(fee: &Fee) -> Self {
        Self {
            fee_id: fee.id,
            at: iso(fee.at),
            user: fee.user.clone(),
            minor_units: fee.minor_units,
            currency: fee.currency.clone(),
            kind: fee.kind.clone(),
            external_id: fee.external_id.clone(),
        }
    }
}
