//! The seven errors of Alma and what is said about them.

use oai_pmh::{AlmaFault, ErrorCode, ErrorCondition, explain};

#[test]
fn each_of_the_seven_texts_leads_to_a_cause_and_a_screen() {
    for fault in AlmaFault::ALL {
        let advice = explain(&fault.condition()).unwrap();
        assert_eq!(advice, fault.advice());
        assert!(advice.alma_screen.contains(" > ") && !advice.cause.is_empty(), "{fault:?}");
    }
}

#[test]
fn code_case_and_punctuation_do_not_matter() {
    for text in [
        "OAI repository definition doesn't exist for this institution.",
        "<html><body>Error: OAI Repository definition doesnt exist\n for this Institution</body></html>",
    ] {
        let condition = ErrorCondition::new(ErrorCode::Other("x".into()), text);
        assert_eq!(explain(&condition), Some(AlmaFault::NoRepository.advice()), "{text}");
    }
}

#[test]
fn other_errors_are_not_explained() {
    for text in ["", "Invalid or expired resumption token", "OAI Repository"] {
        assert_eq!(explain(&ErrorCondition::new(ErrorCode::BadArgument, text)), None, "{text}");
    }
}
