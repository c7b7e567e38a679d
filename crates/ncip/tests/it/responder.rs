//! What a library's NCIP responder answers, to Alma first of all.

use ncip::*;

use crate::samples;

const ONE: &str = Version::ONE;

/// A request as the other side sends it, decoded.
fn asked(version: &str, request: Request) -> Message {
    let header = Header {
        from_agency: Some(Code::with_scheme("01EX_INST", "codes")),
        to_agency: Some(Code::with_scheme("BF", "codes")),
        application_profile: Some(Code::new("BOOKFERRY")),
        ..Header::default()
    };
    let message = Message { version: Version::new(version), ..Message::request(header, request) };
    again(&message)
}

fn again(message: &Message) -> Message {
    Message::decode(message.encode(&Style::PLAIN).as_bytes()).expect("a message").message
}

fn of(message: &Message) -> &Request {
    let Body::Request(request) = &message.body else { panic!("{message:?}") };
    request
}

#[test]
fn an_answer_has_the_version_the_agencies_and_the_schemes_of_the_request_turned_round() {
    for version in [ONE, Version::TWO, Version::TWO_ONE, Version::TWO_TWO] {
        for (name, request) in samples::requests() {
            let question = asked(version, request);
            let answer = again(&question.answer(of(&question).done()));
            assert_eq!(answer.version, question.version, "{name}");
            let header = answer.header.as_ref().expect("a header");
            assert_eq!(header.from_agency, Some(Code::with_scheme("BF", "codes")), "{name}");
            assert_eq!(header.to_agency, Some(Code::with_scheme("01EX_INST", "codes")), "{name}");
            let Body::Response(response) = &answer.body else { panic!("{name}: {answer:?}") };
            assert_eq!(response.service(), of(&question).service());
            assert_eq!(answer_of(&answer), Outcome::Done, "{name}");
        }
    }
}

#[test]
fn what_was_done_names_what_was_asked_for() {
    for (name, request) in samples::requests() {
        let question = Message::request(samples::header(), request);
        let (asked, told) = (Summary::of(&question), Summary::of(&question.answer(of(&question).done())));
        let is_silent =
            ["item-", "circulation-status-updated", "lookup-item-set"].iter().any(|kind| name.starts_with(kind));
        if !is_silent && !told.item_ids.is_empty() {
            assert_eq!(told.item_ids, asked.item_ids, "{name}");
        }
        if let Some(request_id) = told.request_id {
            assert_eq!(Some(request_id), asked.request_id, "{name}");
        }
        assert!(is_silent || told.user_id.is_some() || !told.item_ids.is_empty() || asked.user_id.is_none(), "{name}");
    }
}

#[test]
fn every_request_can_be_refused_in_the_words_of_alma() {
    for version in [ONE, Version::TWO_TWO] {
        for (name, request) in samples::requests() {
            let question = asked(version, request);
            let problem = Problem::in_alma(ProblemKind::UnknownItem, "//RenewItem/ItemId", "23912").expect("words");
            let answer = again(&question.refuse(problem));
            let Outcome::Refused(problems) = answer_of(&answer) else { panic!("{name}: {answer:?}") };
            assert_eq!(problems[0].kind(), ProblemKind::UnknownItem, "{name}");
            assert_eq!(problems[0].value.as_deref(), Some("23912"), "{name}");
        }
    }
}

#[test]
fn what_is_no_request_is_refused_by_a_problem_alone() {
    let question = asked(Version::TWO, Request::LookupUser(LookupUser::default()));
    let no_request = question.answer(of(&question).done());
    let answer = no_request.refuse(Problem::new("Service is not known", ""));
    assert_eq!(answer.version, question.version);
    assert!(matches!(&answer.body, Body::Problems(problems) if problems.len() == 1));
}

#[test]
fn a_renewal_from_primo_is_pending_then_reported_on() {
    let renewal = RenewItem {
        user_id: Some(UserId::new("20931")),
        item_id: Some(ItemId::new("BF-1001")),
        desired_date_due: Some(DateTime::as_sent("2026-11-30T23:59:00")),
        ..RenewItem::default()
    };
    for version in [ONE, Version::TWO, Version::TWO_TWO] {
        let question = asked(version, Request::RenewItem(renewal.clone()));
        let Request::RenewItem(asked) = of(&question) else { panic!("{question:?}") };
        let expected = DateTime::as_sent("2026-11-02T00:00:00Z");
        assert_eq!(answer_of(&again(&question.answer(asked.pending(Some(expected))))), Outcome::Pending);
        assert_eq!(answer_of(&again(&question.answer(asked.pending(None)))), Outcome::Pending);
        let granted = again(&question.answer(asked.renewed(asked.desired_date_due.clone())));
        assert!(
            describe(&granted).ends_with("user 20931 item BF-1001 due 2026-11-30T23:59:00"),
            "{}",
            describe(&granted)
        );
    }
}

#[test]
fn a_report_on_a_renewal_has_the_words_of_the_system_and_is_understood_in_every_wording() {
    for (status, words) in
        [(RenewalStatus::StillPending, "Renew Still Pending"), (RenewalStatus::NotRenewed, "Item Not Renewed")]
    {
        let report = Profile::ALMA.renewal_report(ItemId::new("BF-1001"), status);
        let sent = Profile::ALMA.encode(&Profile::ALMA.message(samples::header(), report));
        assert!(sent.contains(&format!("<ns1:CirculationStatus>{words}</ns1:CirculationStatus>")), "{sent}");
        let message = Message::decode(sent.as_bytes()).expect("a message").message;
        let Request::CirculationStatusUpdated(report) = of(&message) else { panic!("{message:?}") };
        assert_eq!(report.renewal_status(), Some(status));
    }
    let worded = |words: &str| CirculationStatusUpdated {
        circulation_status: Some(Code::new(words)),
        ..CirculationStatusUpdated::default()
    };
    assert_eq!(worded("Renewal Still Pending").renewal_status(), Some(RenewalStatus::StillPending));
    assert_eq!(worded("On Loan").renewal_status(), None);
}

#[test]
fn reports_of_version_one_are_acknowledged_or_answered_with_an_error() {
    let reports = samples::requests().into_iter().filter(|(name, _)| {
        ["item-requested", "item-checked-in", "item-request-cancelled", "item-shipped", "item-received"].contains(name)
    });
    for (name, report) in reports {
        let question = asked(ONE, report);
        let service = of(&question).service().to_owned();
        let heard = question.answer(of(&question).done()).encode(&Style::PLAIN);
        assert!(heard.contains(&format!("<{service}Response><ResponseHeader>")), "{name}: {heard}");
        let refused = question.refuse(Problem::new("Unknown Item", "").about("UniqueItemId", "BF-1001"));
        let refused = refused.encode(&Style::PLAIN);
        assert!(refused.contains("<MessagingErrorType>") && !refused.contains("<Problem>"), "{name}: {refused}");
    }
}
