//! Broken bytes give a value or an error, never a panic.

use ncip::{DecodeError, Message, Style, Version};

use crate::samples;
use crate::version_one::{ALMA_STYLE_REQUEST, PROBLEM_RESPONSE};

fn valid() -> Vec<String> {
    let wanted = ["alma-lookup-user-response", "alma-renew-item-refused"];
    let made = samples::every().into_iter().filter(|(name, _)| wanted.contains(&name.as_str())).map(|(_, bytes)| bytes);
    made.chain([ALMA_STYLE_REQUEST.to_owned(), PROBLEM_RESPONSE.to_owned()]).collect()
}

#[test]
fn every_beginning_of_a_message_is_an_error() {
    for sample in valid() {
        for end in 0..sample.trim_end().len() {
            assert!(Message::decode(&sample.as_bytes()[..end]).is_err(), "{end} bytes of {sample}");
        }
        assert!(Message::decode(sample.as_bytes()).is_ok());
    }
}

#[test]
fn every_message_with_one_byte_changed_is_a_message_that_can_be_written_or_an_error() {
    for sample in valid() {
        let mut bytes = sample.into_bytes();
        for at in 0..bytes.len() {
            let original = bytes[at];
            // Each byte takes one of the five, so that the test stays short; the samples repeat their tags.
            let other = [0x00, 0xFF, b'<', b' ', original ^ 1][at % 5];
            bytes[at] = other;
            if let Ok(decoded) = Message::decode(&bytes) {
                let written = decoded.message.encode(&Style::PLAIN);
                let again = Message::decode(written.as_bytes()).expect("what we write can be read");
                assert_eq!(again.message, decoded.message, "{}", String::from_utf8_lossy(&bytes));
            }
            bytes[at] = original;
        }
    }
}

/// Found by the fuzz target; each once read differently after it was written.
#[test]
fn what_is_mixed_up_stays_as_it_was_when_it_is_written_and_read_again() {
    let one = "http://www.niso.org/ncip/v1_0/imp1/dtd/ncip_v1_0.dtd";
    let headers = "<ResponseHeader><FromAgencyId><AgencyId>A</AgencyId></FromAgencyId></ResponseHeader>";
    for (version, body) in [
        (one, "<Problem>a<ProblemType>b</ProblemType></Problem>".to_owned()),
        (one, "<Problem><ProblemElement/>a<ProblemType/><Stranger/></Problem>".to_owned()),
        (one, "<Problem><ProblemElement/><ProblemType/><Stranger/></Problem>".to_owned()),
        (
            one,
            "<Problem><ProblemType/><ProblemElement>a</ProblemElement><ProblemElement>b</ProblemElement></Problem>"
                .to_owned(),
        ),
        (one, "<Value>a</Value>".to_owned()),
        (one, "<x:LookupUser xmlns:x='http://www.niso.org/2008/ncip'><UserId/></x:LookupUser>".to_owned()),
        (one, "<x:LookupUser xmlns:x='http://www.niso.org/2008/ncip' x:odd='1'/>".to_owned()),
        (one, "<LookupUser><y:Note xmlns:y='urn:y'><UserId/></y:Note></LookupUser>".to_owned()),
        (Version::TWO_TWO, format!("<RecallItemResponse>a{headers}b</RecallItemResponse>")),
    ] {
        let bytes = format!("<NCIPMessage version='{version}'>{body}</NCIPMessage>");
        let message = Message::decode(bytes.as_bytes()).unwrap_or_else(|fault| panic!("{fault}: {bytes}")).message;
        let written = message.encode(&Style::PLAIN);
        assert_eq!(Message::decode(written.as_bytes()).expect("what we write can be read").message, message, "{bytes}");
    }
}

#[test]
fn what_is_no_message_is_named_in_plain_words() {
    let fault = |bytes: &[u8]| Message::decode(bytes).expect_err("no message");
    assert_eq!(fault(b""), DecodeError::Empty);
    assert_eq!(fault(b" \r\n"), DecodeError::Empty);
    assert_eq!(fault(b"<!DOCTYPE HTML><html><body>404</body></html>"), DecodeError::WebPage);
    assert_eq!(fault(b"\n<html><head/></html>"), DecodeError::WebPage);
    assert_eq!(fault(b"<Envelope/>"), DecodeError::NotNcip("Envelope".to_owned()));
    assert_eq!(fault(b"<NCIPMessage version='x'/>"), DecodeError::NoService);
    assert_eq!(fault(b"<NCIPMessage>LookupUser</NCIPMessage>"), DecodeError::NoService);
    let truncated = fault(b"<NCIPMessage><LookupUser>").to_string();
    assert!(truncated.contains("/NCIPMessage/LookupUser"), "{truncated}");
    assert!(fault(b"").to_string().contains("/view/NCIPServlet"));
}

#[test]
fn warnings_are_limited_and_short() {
    let strangers: String = (0..5000).map(|n| format!("<Stranger{n}/>")).collect();
    let message = format!("<NCIPMessage version='v2_02'><LookupUser>{strangers}</LookupUser></NCIPMessage>");
    let decoded = Message::decode(message.as_bytes()).expect("a message");
    assert_eq!(decoded.warnings.len(), 100);
    assert!(decoded.warnings.iter().all(|warning| warning.text.len() < 200 && warning.path.len() < 200));
}
