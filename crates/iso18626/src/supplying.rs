//! The `supplyingAgencyMessage`: where the request stands at the supplier.

use crate::structure::{Field, Fields, Output, Rule, Structure, at, before_2021, since_2021, structure};
use crate::{
    Address, AgencyId, Code, Costs, DecodeError, Header, PhysicalAddress, ReasonForMessage, ServiceType, Status,
    Timestamp, Truth, YesNo,
};

/// The supplier tells where the request stands (`supplyingAgencyMessage`).
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SupplyingAgencyMessage {
    /// Who tells whom.
    pub header: Header,
    /// Why the supplier writes.
    pub message_info: MessageInfo,
    /// Where the request stands.
    pub status_info: StatusInfo,
    /// On which terms the requester may ask again. Before 2021 these were costs and dates inside `messageInfo`.
    pub retry_info: Option<RetryInfo>,
    /// What was sent.
    pub delivery_info: Option<DeliveryInfo>,
    /// By which carrier. Since 2021.
    pub shipping_info: Option<ShippingInfo>,
    /// Where it goes back.
    pub return_info: Option<ReturnInfo>,
    /// Elements that the edition does not have here, kept as they came; written at the end of the structure.
    pub extra: Vec<xml::Element>,
}

impl SupplyingAgencyMessage {
    const HEADER: Rule = at("header");
    const MESSAGE_INFO: Rule = at("messageInfo");
    const STATUS_INFO: Rule = at("statusInfo");
    const RETRY_INFO: Rule = at("retryInfo").when(since_2021);
    const DELIVERY_INFO: Rule = at("deliveryInfo");
    const SHIPPING_INFO: Rule = at("shippingInfo").when(since_2021);
    const RETURN_INFO: Rule = at("returnInfo");
}

impl Structure for SupplyingAgencyMessage {
    fn read_fields(fields: &mut Fields<'_>) -> Result<Self, DecodeError> {
        let header = Field::read(fields, Self::HEADER)?;
        let (early_retry_info, message_info) = fields.inside(Self::MESSAGE_INFO, |inner| {
            Ok((RetryInfo::read_from_message_info(inner)?, MessageInfo::read_fields(inner)?))
        })?;
        let retry_info: Option<RetryInfo> = Field::read(fields, Self::RETRY_INFO)?;
        Ok(Self {
            header,
            message_info,
            status_info: Field::read(fields, Self::STATUS_INFO)?,
            retry_info: retry_info.or(early_retry_info),
            delivery_info: Field::read(fields, Self::DELIVERY_INFO)?,
            shipping_info: Field::read(fields, Self::SHIPPING_INFO)?,
            return_info: Field::read(fields, Self::RETURN_INFO)?,
            extra: fields.rest(),
        })
    }

    fn write_fields(&self, out: &mut Output) {
        Field::write(&self.header, Self::HEADER, out);
        out.element("messageInfo", |out| {
            self.message_info.write_fields(out);
            if let Some(retry_info) = &self.retry_info {
                retry_info.write_into_message_info(out);
            }
        });
        Field::write(&self.status_info, Self::STATUS_INFO, out);
        Field::write(&self.retry_info, Self::RETRY_INFO, out);
        Field::write(&self.delivery_info, Self::DELIVERY_INFO, out);
        Field::write(&self.shipping_info, Self::SHIPPING_INFO, out);
        Field::write(&self.return_info, Self::RETURN_INFO, out);
        out.rest(&self.extra);
    }
}

structure! {
    /// Why the supplier writes (`messageInfo`).
    MessageInfo {
        /// The reason.
        reason_for_message: ReasonForMessage = at("reasonForMessage");
        /// The answer to a cancel or a renewal.
        answer_yes_no: Option<YesNo> = at("answerYesNo");
        /// A note to people.
        note: Option<String> = at("note");
        /// Why the supplier cannot supply.
        reason_unfilled: Option<Code> = at("reasonUnfilled");
        /// Why the requester might ask again: OnLoan, CostExceedsMaxCost and so on.
        reason_retry: Option<Code> = at("reasonRetry");
    }
}

structure! {
    /// Where the request stands (`statusInfo`).
    StatusInfo {
        /// The status. Some systems leave it empty to say that nothing changed.
        status: Status = at("status");
        /// When the item should arrive.
        expected_delivery_date: Option<Timestamp> = at("expectedDeliveryDate");
        /// When the supplier wants it back.
        due_date: Option<Timestamp> = at("dueDate");
        /// Since when the status holds.
        last_change: Timestamp = at("lastChange");
    }
}

structure! {
    /// On which terms the requester may ask again (`retryInfo`). Before 2021 only one of the offered costs and the two
    /// dates can be told.
    RetryInfo {
        /// Conditions of the loan.
        loan_conditions: Vec<Code> = at("loanCondition");
        /// Editions that the supplier has.
        editions: Vec<String> = at("edition");
        /// Forms that the supplier has.
        item_formats: Vec<Code> = at("itemFormat");
        /// Volumes that the supplier has.
        volumes: Vec<String> = at("volume");
        /// Loan or copy.
        service_type: Option<ServiceType> = at("serviceType");
        /// How fast it could be.
        service_levels: Vec<Code> = at("serviceLevel");
        /// How it could be sent.
        delivery_methods: Vec<Code> = at("deliveryMethod");
        /// By whom it could be sent.
        courier_names: Vec<Code> = at("courierName");
        /// What it would cost.
        offered_costs: Vec<Costs> = OFFERED_COSTS;
        /// How it could be paid.
        payment_methods: Vec<Code> = at("paymentMethod");
        /// Ask again before this.
        retry_before: Option<Timestamp> = RETRY_BEFORE;
        /// Ask again after this.
        retry_after: Option<Timestamp> = RETRY_AFTER;
    }
}

const OFFERED_COSTS: Rule = at("offeredCosts").single_before_2021();
const RETRY_BEFORE: Rule = at("retryBefore");
const RETRY_AFTER: Rule = at("retryAfter");

impl RetryInfo {
    /// The three fields that editions before 2021 have in `messageInfo`; `None` when none of them is there.
    fn read_from_message_info(fields: &mut Fields<'_>) -> Result<Option<Self>, DecodeError> {
        let retry_info = Self {
            offered_costs: Field::read(fields, OFFERED_COSTS.when(before_2021))?,
            retry_after: Field::read(fields, RETRY_AFTER.when(before_2021))?,
            retry_before: Field::read(fields, RETRY_BEFORE.when(before_2021))?,
            ..Self::default()
        };
        Ok(Some(retry_info).filter(|retry_info| *retry_info != Self::default()))
    }

    fn write_into_message_info(&self, out: &mut Output) {
        Field::write(&self.offered_costs, OFFERED_COSTS.when(before_2021), out);
        Field::write(&self.retry_after, RETRY_AFTER.when(before_2021), out);
        Field::write(&self.retry_before, RETRY_BEFORE.when(before_2021), out);
    }
}

structure! {
    /// What was sent (`deliveryInfo`).
    DeliveryInfo {
        /// When it was sent.
        date_sent: Timestamp = at("dateSent");
        /// The supplier's barcodes. Only one before 2021; several are then written with commas between.
        item_ids: Vec<String> = at("itemId").single_before_2021();
        /// Where a copy can be fetched. Since 2021.
        url: Option<String> = at("URL").when(since_2021);
        /// How it was sent; called `sentVia` before 2021.
        delivery_method: Option<Code> = at("sentVia").renamed_in_2021("deliveryMethod");
        /// Where to. Since 2021.
        address: Option<Address> = at("address").when(since_2021);
        /// Whether it went straight to the patron.
        sent_to_patron: Option<Truth> = at("sentToPatron");
        /// Conditions of the loan, such as LibraryUseOnly. Only one before 2021; the first is then written.
        loan_conditions: Vec<Code> = at("loanCondition").single_before_2021();
        /// In which form; called `deliveredFormat` before 2021.
        item_format: Option<Code> = at("deliveredFormat").renamed_in_2021("itemFormat");
        /// Loan or copy. Since 2021.
        service_type: Option<ServiceType> = at("serviceType").when(since_2021);
        /// What it costs. Only one before 2021; the first is then written.
        delivery_costs: Vec<Costs> = at("deliveryCosts").single_before_2021();
        /// How it is paid. Since 2021.
        payment_method: Option<Code> = at("paymentMethod").when(since_2021);
    }
}

structure! {
    /// The carrier (`shippingInfo`). Since 2021.
    ShippingInfo {
        /// Who carries it.
        courier_name: Option<Code> = at("courierName");
        /// The carrier's numbers.
        tracking_ids: Vec<String> = at("trackingId");
        /// Whether it is insured.
        insurance: Option<YesNo> = at("insurance");
        /// Whether somebody else insures it.
        insurance_third_party: Option<YesNo> = at("insuranceThirdParty");
        /// Who that is.
        third_party_name: Option<String> = at("thirdPartyName");
        /// What the insurance costs.
        insurance_costs: Vec<Costs> = at("insuranceCosts");
    }
}

structure! {
    /// Where the item goes back (`returnInfo`).
    ReturnInfo {
        /// The agency.
        return_agency_id: Option<AgencyId> = at("returnAgencyId");
        /// Its name.
        name: Option<String> = at("name");
        /// Its address.
        physical_address: Option<PhysicalAddress> = at("physicalAddress");
    }
}
