//! Any bytes: a message of version 1 or 2 that survives being written and read again, in its own version and in the other, or an error.
#![no_main]

use libfuzzer_sys::fuzz_target;
use ncip::{DecodeError, Message, Prefix, Style, Version};

/// What begins with one of these letters is set into a message of version 1 or 2, so that short inputs reach the services.
const FRAMES: [(u8, &str, &str); 2] = [
    (b'1', "<NCIPMessage version='http://www.niso.org/ncip/v1_0/imp1/dtd/ncip_v1_0.dtd'>", "</NCIPMessage>"),
    (
        b'2',
        "<n:NCIPMessage xmlns:n='http://www.niso.org/2008/ncip' xmlns='http://www.niso.org/2008/ncip' n:version='v2_02'>",
        "</n:NCIPMessage>",
    ),
];

fuzz_target!(|bytes: &[u8]| {
    let frame = FRAMES.iter().find(|(letter, _, _)| bytes.first() == Some(letter));
    let framed = frame.map(|(_, begin, end)| [begin.as_bytes(), bytes.get(1..).unwrap_or_default(), end.as_bytes()].concat());
    let Ok(decoded) = Message::decode(framed.as_deref().unwrap_or(bytes)) else { return };
    let message = decoded.message;
    for style in [Style::PLAIN, Style { prefix: Prefix::Default, ..Style::PLAIN }] {
        if let Some(again) = read_again(&message, &style) {
            assert_eq!(again, message);
        }
    }
    for version in [Version::ONE, Version::TWO_TWO] {
        // What one version cannot say may read differently once; from then on it stays.
        let turned = Message { version: Version::new(version), ..message.clone() };
        let Some(settled) = read_again(&turned, &Style::PLAIN) else { continue };
        if let Some(again) = read_again(&settled, &Style::PLAIN) {
            assert_eq!(again, settled);
        }
    }
    let _ = ncip::describe(&message);
});

/// The message written and read; `None` when writing it made it pass a limit of size or depth, or left nothing in it.
fn read_again(message: &Message, style: &Style) -> Option<Message> {
    let written = message.encode(style);
    match Message::decode(written.as_bytes()) {
        Ok(decoded) => Some(decoded.message),
        Err(DecodeError::Xml(fault)) if fault.to_string().starts_with("more than ") => None,
        Err(fault) => panic!("{fault}: {written}"),
    }
}
