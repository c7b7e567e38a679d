//! The `request`: what is wanted, how, by when, from whom, for whom, and who pays.

use crate::structure::{at, since_2017, since_2021, structure};
use crate::{
    Address, AgencyId, Code, Costs, Header, PreferredEdition, RequestSubType, RequestType, ServiceType, Timestamp,
    YesNo,
};

structure! {
    /// A library asks for an item (`request`).
    Request {
        /// Who asks whom.
        header: Header = at("header");
        /// What is wanted.
        bibliographic_info: BibliographicInfo = at("bibliographicInfo");
        /// By whom it was published.
        publication_info: Option<PublicationInfo> = at("publicationInfo");
        /// Loan or copy, and how fast. The edition of 2021 demands it; nothing is made up when it is absent.
        service_info: Option<ServiceInfo> = at("serviceInfo");
        /// Where the requester believes the item is.
        supplier_info: Vec<SupplierInfo> = at("supplierInfo");
        /// Where to send it, best first.
        requested_delivery_info: Vec<RequestedDeliveryInfo> = at("requestedDeliveryInfo");
        /// Who asks.
        requesting_agency_info: Option<RequestingAgencyInfo> = at("requestingAgencyInfo");
        /// For whom.
        patron_info: Option<PatronInfo> = at("patronInfo");
        /// Who pays.
        billing_info: Option<BillingInfo> = at("billingInfo");
    }
}

structure! {
    /// What is wanted, as cited (`bibliographicInfo`).
    BibliographicInfo {
        /// The supplier's number of its record.
        supplier_unique_record_id: Option<String> = at("supplierUniqueRecordId");
        /// Title of the book or journal.
        title: Option<String> = at("title");
        /// Author of the book.
        author: Option<String> = at("author");
        /// The author's ISNI. Since 2021.
        author_id: Option<String> = at("authorId").when(since_2021);
        /// Rest of the title.
        subtitle: Option<String> = at("subtitle");
        /// The series.
        series_title: Option<String> = at("seriesTitle");
        /// The edition statement.
        edition: Option<String> = at("edition");
        /// Title of the article or chapter.
        title_of_component: Option<String> = at("titleOfComponent");
        /// Author of the article or chapter.
        author_of_component: Option<String> = at("authorOfComponent");
        /// The volumes. Only one before 2021; several are then written with commas between.
        volumes: Vec<String> = at("volume").single_before_2021();
        /// The issue.
        issue: Option<String> = at("issue");
        /// The pages wanted.
        pages_requested: Option<String> = at("pagesRequested");
        /// About how many pages.
        estimated_no_pages: Option<String> = at("estimatedNoPages");
        /// Numbers of the item: ISBN, ISSN, ISMN.
        bibliographic_item_ids: Vec<BibliographicItemId> = at("bibliographicItemId");
        /// The body responsible.
        sponsor: Option<String> = at("sponsor");
        /// Where the citation was found.
        information_source: Option<String> = at("informationSource");
        /// Numbers of bibliographic records: OCLC, LCCN and so on.
        bibliographic_record_ids: Vec<BibliographicRecordId> = at("bibliographicRecordId");
    }
}

pub use item_id::BibliographicItemId;

/// The one structure whose order was turned round in 2021.
mod item_id {
    use crate::structure::{Field, Fields, Output, Rule, Structure, at, since_2021};
    use crate::{Code, DecodeError};

    const CODE: Rule = at("bibliographicItemIdentifierCode");
    const IDENTIFIER: Rule = at("bibliographicItemIdentifier");

    /// A number of the item (`bibliographicItemId`).
    #[derive(Debug, Clone, PartialEq, Eq, Default)]
    pub struct BibliographicItemId {
        /// The kind of number: ISBN, ISSN, ISMN.
        pub code: Code,
        /// The number.
        pub identifier: String,
        /// Elements that the edition does not have here, kept as they came; written at the end of the structure.
        pub extra: Vec<xml::Element>,
    }

    impl BibliographicItemId {
        /// The number `identifier` of the kind `code`.
        #[must_use]
        pub fn new(code: &str, identifier: &str) -> Self {
            Self { code: code.into(), identifier: identifier.to_owned(), extra: Vec::new() }
        }
    }

    impl Structure for BibliographicItemId {
        fn read_fields(fields: &mut Fields<'_>) -> Result<Self, DecodeError> {
            Ok(Self {
                code: Field::read(fields, CODE)?,
                identifier: Field::read(fields, IDENTIFIER)?,
                extra: fields.rest(),
            })
        }

        fn write_fields(&self, out: &mut Output) {
            if since_2021(out.context) {
                Field::write(&self.code, CODE, out);
                Field::write(&self.identifier, IDENTIFIER, out);
            } else {
                Field::write(&self.identifier, IDENTIFIER, out);
                Field::write(&self.code, CODE, out);
            }
            out.rest(&self.extra);
        }
    }
}

structure! {
    /// A number of a bibliographic record (`bibliographicRecordId`).
    BibliographicRecordId {
        /// Whose number: OCLC, LCCN and so on.
        code: Code = at("bibliographicRecordIdentifierCode");
        /// The number.
        identifier: String = at("bibliographicRecordIdentifier");
    }
}

impl BibliographicRecordId {
    /// The number `identifier` in the catalogue `code`.
    #[must_use]
    pub fn new(code: &str, identifier: &str) -> Self {
        Self { code: code.into(), identifier: identifier.to_owned(), extra: Vec::new() }
    }
}

structure! {
    /// By whom, when and where published (`publicationInfo`).
    PublicationInfo {
        /// The publisher.
        publisher: Option<String> = at("publisher");
        /// The publisher's ISNI. Since 2021.
        publisher_id: Option<String> = at("publisherId").when(since_2021);
        /// Book, Journal, Article and so on.
        publication_type: Option<Code> = at("publicationType");
        /// The date, as cited.
        publication_date: Option<String> = at("publicationDate");
        /// The place.
        place_of_publication: Option<String> = at("placeOfPublication");
    }
}

structure! {
    /// The service wanted (`serviceInfo`).
    ServiceInfo {
        /// New, retry or reminder; absent means new.
        request_type: Option<RequestType> = at("requestType");
        /// Special forms. Since edition 1.2, there three at most.
        request_sub_types: Vec<RequestSubType> = at("requestSubType").when(since_2017);
        /// The request that this one retries.
        requesting_agency_previous_request_id: Option<String> = at("requestingAgencyPreviousRequestId");
        /// Loan, copy or either.
        service_type: ServiceType = at("serviceType");
        /// How fast: Standard, Rush and so on.
        service_level: Option<Code> = at("serviceLevel");
        /// In which form; called `preferredFormat` before 2021.
        item_format: Option<Code> = at("preferredFormat").renamed_in_2021("itemFormat");
        /// After this the item is of no use.
        need_before_date: Option<Timestamp> = at("needBeforeDate");
        /// The rule of copyright that the request follows.
        copyright_compliance: Option<Code> = at("copyrightCompliance");
        /// Whether any edition will do. Since 2021 better [`Self::preferred_edition`].
        any_edition: Option<YesNo> = at("anyEdition");
        /// Which edition will do. Since 2021.
        preferred_edition: Option<PreferredEdition> = at("preferredEdition").when(since_2021);
        /// Conditions that the requester accepts beforehand. Since 2021.
        loan_conditions: Vec<Code> = at("loanCondition").when(since_2021);
        /// Start of the time for which it is wanted. Since edition 1.2.
        start_date: Option<Timestamp> = at("startDate").when(since_2017);
        /// End of that time. Since edition 1.2.
        end_date: Option<Timestamp> = at("endDate").when(since_2017);
        /// A note to people.
        note: Option<String> = at("note");
    }
}

structure! {
    /// Where the requester believes the item is (`supplierInfo`).
    SupplierInfo {
        /// Rank, a whole number as text; see [`SupplierInfo::rank`].
        sort_order: Option<String> = at("sortOrder");
        /// The possible supplier.
        supplier_code: Option<AgencyId> = at("supplierCode");
        /// Anything about it. CrossLink writes the return address here.
        supplier_description: Option<String> = at("supplierDescription");
        /// Its number of the record.
        bibliographic_record_id: Option<BibliographicRecordId> = at("bibliographicRecordId");
        /// Its call number.
        call_number: Option<String> = at("callNumber");
        /// What it holds.
        summary_holdings: Option<String> = at("summaryHoldings");
        /// Whether the item is in.
        availability_note: Option<String> = at("availabilityNote");
    }
}

impl SupplierInfo {
    /// The rank as a number; `None` when absent or not a number.
    #[must_use]
    pub fn rank(&self) -> Option<i64> {
        self.sort_order.as_deref()?.parse().ok()
    }
}

structure! {
    /// Where to send the item (`requestedDeliveryInfo`).
    RequestedDeliveryInfo {
        /// Rank, a whole number as text, not negative since 2021.
        sort_order: Option<String> = at("sortOrder");
        /// Where to.
        address: Option<Address> = at("address");
        /// How. Since 2021.
        delivery_method: Option<Code> = at("deliveryMethod").when(since_2021);
        /// By whom. Since 2021.
        courier_name: Option<Code> = at("courierName").when(since_2021);
    }
}

structure! {
    /// The library that asks (`requestingAgencyInfo`).
    RequestingAgencyInfo {
        /// Its name.
        name: Option<String> = at("name");
        /// The person to talk to.
        contact_name: Option<String> = at("contactName");
        /// Its addresses.
        addresses: Vec<Address> = at("address");
    }
}

structure! {
    /// The person for whom the library asks (`patronInfo`). Personal data: send no more than the supplier needs.
    PatronInfo {
        /// The patron's number at the requester.
        patron_id: Option<String> = at("patronId");
        /// Family name.
        surname: Option<String> = at("surname");
        /// Given name.
        given_name: Option<String> = at("givenName");
        /// Kind of patron.
        patron_type: Option<Code> = at("patronType");
        /// Whether the supplier shall send straight to the patron.
        send_to_patron: Option<YesNo> = at("sendToPatron");
        /// The patron's addresses.
        addresses: Vec<Address> = at("address");
    }
}

structure! {
    /// Who pays and how much at most (`billingInfo`).
    BillingInfo {
        /// How.
        payment_method: Option<Code> = at("paymentMethod");
        /// How much at most.
        maximum_costs: Option<Costs> = at("maximumCosts");
        /// How the bill is made out.
        billing_method: Option<Code> = at("billingMethod");
        /// To whom.
        billing_name: Option<String> = at("billingName");
        /// Where to.
        address: Option<Address> = at("address");
    }
}
