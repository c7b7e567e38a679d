//! Money.

use crate::{BibliographicDescription, Code, DateTime, ItemId, RequestId};

element! {
    /// A sum (`Amount`, `RequiredFeeAmount`, `AcknowledgedFeeAmount`, `PaidFeeAmount`).
    pub struct Amount {
        /// The currency, such as `USD`.
        pub currency: Option<Code> = "CurrencyCode" required,
        /// The sum in minor units (1234 is 12.34 USD), as sent; see [`Amount::minor_units`].
        pub value: String = "MonetaryValue" required,
    }
}

element! {
    /// A charge or payment (`FiscalTransactionInformation`).
    pub struct FiscalTransactionInformation {
        /// What to do, such as `Assess`.
        pub action: Option<Code> = "FiscalActionType" required,
        /// The number of the transaction.
        pub reference_id: Option<FiscalTransactionReferenceId> = "FiscalTransactionReferenceId",
        /// Transactions that this one belongs to.
        pub related_reference_ids: Vec<FiscalTransactionReferenceId> = "RelatedFiscalTransactionReferenceId",
        /// What for, such as `Interlibrary Loan Fee`.
        pub transaction_type: Option<Code> = "FiscalTransactionType" required,
        /// From when.
        pub valid_from: Option<DateTime> = "ValidFromDate",
        /// Until when.
        pub valid_to: Option<DateTime> = "ValidToDate",
        /// How much.
        pub amount: Option<Amount> = "Amount" required,
        /// How it is paid.
        pub payment_method: Option<Code> = "PaymentMethodType",
        /// In words.
        pub description: Option<String> = "FiscalTransactionDescription",
        /// The request it is about.
        pub request_id: Option<RequestId> = "RequestId",
        /// The item it is about.
        pub item_details: Option<ItemDetails> = "ItemDetails",
    }
}

element! {
    /// The number of a transaction (`FiscalTransactionReferenceId`).
    pub struct FiscalTransactionReferenceId {
        /// The agency in which the value is unique.
        pub agency_id: Option<Code> = "AgencyId" required,
        /// The value.
        pub value: String = "FiscalTransactionIdentifierValue" required,
    }
}

element! {
    /// The item that a charge is about (`ItemDetails`).
    pub struct ItemDetails {
        /// The item.
        pub item_id: Option<ItemId> = "ItemId" required,
        /// The title; the schema wants the element even when nothing is in it.
        pub bibliographic_description: Option<BibliographicDescription> = "BibliographicDescription" required,
        /// When it was lent.
        pub date_checked_out: Option<DateTime> = "DateCheckedOut",
        /// When it was renewed.
        pub dates_renewed: Vec<DateTime> = "DateRenewed",
        /// When it is due.
        pub date_due: Option<DateTime> = "DateDue",
        /// Lent without a date.
        pub indeterminate_loan_period: bool = "IndeterminateLoanPeriodFlag",
        /// Not to be returned.
        pub non_returnable: bool = "NonReturnableFlag",
        /// When it came back.
        pub date_returned: Option<DateTime> = "DateReturned",
        => at_most_one["DateDue" | "IndeterminateLoanPeriodFlag" | "NonReturnableFlag"];
    }
}

impl Amount {
    /// A sum in minor units of a currency.
    #[must_use]
    pub fn new(minor_units: i64, currency: &str) -> Self {
        Self { currency: Some(Code::new(currency)), value: minor_units.to_string(), ..Self::default() }
    }

    /// The sum; `None` when it is not a whole number.
    #[must_use]
    pub fn minor_units(&self) -> Option<i64> {
        self.value.parse().ok()
    }
}
