//! CreateUserFiscalTransaction: a broker charges a user. Alma's own list of services leaves it out, OCLC sends it; the partner record
//! says whether it is understood.

use ncip::{
    Code, CreateUserFiscalTransaction, CreateUserFiscalTransactionResponse, FiscalTransactionInformation,
    FiscalTransactionReferenceId, UserId,
};

use super::refusal::DATA_MISSING;
use super::{Call, Refused, refuse};
use crate::state::{Fee, Id, Kind};

impl Call<'_> {
    pub(super) fn create_user_fiscal_transaction(
        &mut self,
        message: &CreateUserFiscalTransaction,
    ) -> Result<CreateUserFiscalTransactionResponse, Refused> {
        let named = message.user_id.as_ref().map(|id| &id.value);
        let typed = message.authentication.first().map(|input| &input.data);
        let named = named.or(typed).map(String::as_str).unwrap_or_default();
        let user = self.user("CreateUserFiscalTransaction", named)?.primary_id.clone();
        let missing = || refuse(DATA_MISSING, "//CreateUserFiscalTransaction/FiscalTransactionInformation", "");
        let fiscal = message.fiscal_transaction.as_ref().ok_or_else(missing)?;
        let id = self.charge(&user, fiscal).ok_or_else(missing)?;
        Ok(CreateUserFiscalTransactionResponse {
            user_id: Some(UserId::new(&user)),
            reference_id: Some(FiscalTransactionReferenceId {
                agency_id: Some(Code::new(&self.state.institution)),
                value: id.to_string(),
                ..FiscalTransactionReferenceId::default()
            }),
            ..CreateUserFiscalTransactionResponse::default()
        })
    }

    /// `None` when the sum cannot be read or is none.
    pub(super) fn charge(&mut self, user: &str, fiscal: &FiscalTransactionInformation) -> Option<Id> {
        let amount = fiscal.amount.as_ref()?;
        let minor_units = amount.minor_units().filter(|sum| *sum > 0)?;
        let text = |code: &Option<Code>| code.as_ref().map(|code| code.value.clone()).unwrap_or_default();
        let id = self.state.next_id(Kind::Request);
        self.state.fees.push(Fee {
            id,
            at: self.at,
            user: user.to_owned(),
            minor_units,
            currency: text(&amount.currency),
            kind: text(&fiscal.transaction_type),
            owner: self.partner.default_library_owner.clone(),
            external_id: fiscal.request_id.as_ref().map(|id| id.value.clone()).unwrap_or_default(),
        });
        Some(id)
    }
}
