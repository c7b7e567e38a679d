//! OAI-PMH: what the publishing profiles gave out at their last runs, in Alma's flavour.

mod published;
mod spoilt;

use oai_pmh::{AlmaFault, ErrorCode, ErrorCondition, Flavour, Provider, Response};

pub(super) use published::View;

use super::form::Fields;
use super::http::{HttpRequest, HttpResponse, Outcome, servlet_page};
use crate::Alma;
use crate::alma::Exchange;
use crate::fault::{Fault, OaiFault, Place};
use crate::moment;

impl Alma {
    /// `/view/oai/<institution>/request`
    pub(super) fn oai_request(&mut self, request: &HttpRequest, institution: Option<&str>, now: i64) -> Outcome {
        let fault = self.fault_of(request, &[Place::Oai]);
        let base_url = self.oai_address(request);
        let refused = |condition| xml(&Provider::refuse(&base_url, condition, moment::datestamp(now)));
        if let Some(fault) = fault.as_ref().filter(|fault| !fault.lets_happen() && **fault != Fault::Z3950Drop) {
            let condition = |words: &str| ErrorCondition::new(ErrorCode::BadArgument, words);
            return Outcome::refused(fault, |words| refused(condition(words)));
        }
        let fields = if request.is_post() { Fields::of_body(&request.body) } else { request.fields() };
        let oai_fault = match &fault {
            Some(Fault::Oai(fault)) => Some(fault),
            _ => None,
        };
        if let Some(condition) = oai_fault.and_then(|fault| spoilt::refusal(fault, &fields)) {
            return Outcome::now(refused(condition));
        }
        let mut response = self.oai_answer(&fields, institution, &request.peer_address, &base_url, now);
        if oai_fault.is_some_and(|fault| self.is_bad_page(fault, &response)) {
            return Outcome::now(servlet_page(500, "The server encountered an internal error."));
        }
        oai_fault.into_iter().for_each(|fault| spoilt::answer(fault, &mut response, &fields, now));
        let answer = xml(&response);
        self.remember_question(&fields, &answer, now);
        let mut answer = self.page_or_the_one_before(&fields, answer, oai_fault);
        oai_fault.into_iter().for_each(|fault| spoilt::bytes(fault, &mut answer));
        Outcome::spoilt(fault, answer)
    }

    fn oai_answer(&self, fields: &Fields, institution: Option<&str>, peer: &str, base_url: &str, now: i64) -> Response {
        let moment = moment::datestamp(now);
        if let Some(refusal) = self.oai_refusal(fields, institution, peer) {
            return Provider::refuse(base_url, refusal.condition(), moment);
        }
        let publishing = &self.state.publishing;
        let flavour = Flavour { empty_token_at_end: publishing.empty_token_at_end, ..Flavour::alma() };
        let provider = Provider { flavour, page_size: publishing.page_size };
        let Ok(response) = provider.respond(&View::new(&self.state, base_url), fields.pairs(), moment);
        response
    }

    /// What Alma says before the protocol begins.
    fn oai_refusal(&self, fields: &Fields, institution: Option<&str>, peer: &str) -> Option<AlmaFault> {
        let publishing = &self.state.publishing;
        let Some(institution) = institution else { return Some(AlmaFault::InstitutionMissing) };
        let ours = publishing.repository.as_ref().filter(|_| institution == self.state.institution);
        let Some(repository) = ours else { return Some(AlmaFault::NoRepository) };
        if !repository.active {
            return Some(AlmaFault::NotActive);
        }
        if !repository.admits(peer) {
            return Some(AlmaFault::Unauthorized);
        }
        let (set, prefix) = (fields.get("set")?, fields.get("metadataPrefix")?);
        let mut published = publishing.published().map(|profile| &profile.published).peekable();
        let is_published =
            |one: &crate::state::publishing::Published| one.set_spec == set && one.format.prefix() == prefix;
        (published.peek().is_some() && !published.any(is_published)).then_some(AlmaFault::NoProfile)
    }

    /// The base URL.
    pub(super) fn oai_address(&self, request: &HttpRequest) -> String {
        format!("{}/view/oai/{}/request", self.own_address(request), self.state.institution)
    }

    fn remember_question(&mut self, fields: &Fields, answer: &HttpResponse, at: i64) {
        let pairs: Vec<String> = fields.pairs().iter().map(|(name, value)| format!("{name}={value}")).collect();
        let (summary, sent) = (pairs.join(" "), format!("{} bytes", answer.body.len()));
        self.remember(Exchange { at, protocol: "OAI-PMH", summary, received: String::new(), sent });
    }

    /// The page, or with the fault for that the one that came before it.
    fn page_or_the_one_before(
        &mut self,
        fields: &Fields,
        mut answer: HttpResponse,
        fault: Option<&OaiFault>,
    ) -> HttpResponse {
        if fields.get("verb").is_some_and(|verb| matches!(verb, "ListRecords" | "ListIdentifiers")) {
            let before = self.last_page.replace(answer.body.clone());
            if let Some(before) = before.filter(|_| fault == Some(&OaiFault::RepeatedPage)) {
                answer.body = before;
            }
        }
        answer
    }

    /// Whether a page has the record that breaks it.
    fn is_bad_page(&self, fault: &OaiFault, response: &Response) -> bool {
        let OaiFault::BadRecord(named) = fault else { return false };
        let middle = || {
            let published = &self.state.publishing.published().next()?.published;
            let count = published.live() + published.deleted();
            published.titles(Default::default()).nth(count / 2).map(|(id, _)| id.to_string())
        };
        let number = named.clone().or_else(middle);
        number.is_some_and(|number| spoilt::identifiers(response).any(|one| one.ends_with(&format!(":{number}"))))
    }
}

fn xml(response: &Response) -> HttpResponse {
    HttpResponse::new(200, "text/xml;charset=UTF-8", response.encode())
}
