//! Diagnostic format diag-1 (1.2.840.10003.4.2), as far as it carries default diagnostics, and its use in a refused
//! Init.

use crate::ber::{Element, Raw, Tag};
use crate::codec::Content;
use crate::pdu::{Information, OtherInformation};
use crate::record::{Encoding, External};
use crate::{Diagnostic, Oid};

/// `OtherInformation ::= [201]`
const OTHER_INFORMATION: Tag = Tag::context(201);
/// Both `diagnostic [1]` and, inside, `defaultDiagRec [1]`.
const DIAGNOSTIC: Tag = Tag::context(1);

/// The user information of a refused Init. The standard leaves its form open; what YAZ does has become the custom:
/// UserInfo-1 holding other information, holding diagnostics in this format.
pub(crate) fn user_information(diagnostic: &Diagnostic) -> Option<External> {
    let format = Raw::build(|writer| {
        writer.begin(Tag::SEQUENCE);
        writer.begin(Tag::SEQUENCE);
        writer.begin(DIAGNOSTIC);
        diagnostic.write(writer, DIAGNOSTIC);
        writer.end();
        writer.end();
        writer.end();
    })?;
    let item = OtherInformation::new(Information::External(External::single(Oid::DIAG1, format)));
    let information = Raw::build(|writer| vec![item].write(writer, OTHER_INFORMATION))?;
    Some(External::single(Oid::USER_INFO_1, information))
}

/// Why an Init was refused: the diagnostics in its user information, else whatever text there is.
pub(crate) fn reasons(external: &External) -> Vec<String> {
    if let Some(bytes) = external.bytes() {
        return vec![String::from_utf8_lossy(&bytes).into_owned()];
    }
    let (diagnostics, texts) = contents(external);
    if diagnostics.is_empty() { texts } else { diagnostics.iter().map(ToString::to_string).collect() }
}

/// The default diagnostics anywhere inside.
pub(crate) fn diagnostics(external: &External) -> Vec<Diagnostic> {
    contents(external).0
}

/// Diagnostics, and texts outside of them, in the order in which they stand.
fn contents(external: &External) -> (Vec<Diagnostic>, Vec<String>) {
    let (mut diagnostics, mut texts) = (Vec::new(), Vec::new());
    let Encoding::Single(raw) = &external.encoding else { return (diagnostics, texts) };
    let Ok(message) = raw.message() else { return (diagnostics, texts) };
    let mut open = vec![message.root()];
    while let Some(element) = open.pop() {
        match (diagnostic(&element), element.children()) {
            (Some(found), _) => diagnostics.push(found),
            (None, Ok(children)) => {
                let at = open.len();
                open.extend(children);
                open.get_mut(at..).unwrap_or_default().reverse();
            }
            (None, Err(_)) if element.tag().is_text() => texts.extend(element.text()),
            (None, Err(_)) => {}
        }
    }
    (diagnostics, texts)
}

/// A diagnostic is known by its first two parts, whatever its tag.
fn diagnostic(element: &Element<'_>) -> Option<Diagnostic> {
    let mut parts = element.children().ok()?;
    let (set, condition) = (parts.next()?, parts.next()?);
    let looks_like_one = set.tag() == Tag::OBJECT_IDENTIFIER && condition.tag() == Tag::INTEGER;
    Diagnostic::read(element).ok().filter(|_| looks_like_one)
}
