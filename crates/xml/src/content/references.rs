//! References in text and in values of attributes: those that XML itself defines, and numbers of characters.

use crate::ErrorKind;

const NAMED: [&str; 5] = ["amp", "lt", "gt", "quot", "apos"];

/// Whether every `&` in `text` begins a reference that can be resolved.
pub(super) fn check(text: &str) -> Result<(), ErrorKind> {
    let bytes = text.as_bytes();
    memchr::memchr_iter(b'&', bytes).try_for_each(|at| {
        let behind = text.get(at + 1..).unwrap_or_default();
        match memchr::memchr2(b';', b'&', behind.as_bytes()) {
            Some(length) if behind.as_bytes().get(length) == Some(&b';') => {
                check_one(behind.get(..length).unwrap_or_default())
            }
            _ => Err(ErrorKind::Malformed("& does not begin a reference".into())),
        }
    })
}

fn check_one(name: &str) -> Result<(), ErrorKind> {
    let Some(number) = name.strip_prefix('#') else {
        return match NAMED.contains(&name) {
            true => Ok(()),
            false => Err(ErrorKind::UnknownEntity(name.to_owned())),
        };
    };
    let code = match number.strip_prefix('x') {
        Some(digits) if digits.bytes().all(|byte| byte.is_ascii_hexdigit()) => u32::from_str_radix(digits, 16).ok(),
        None if number.bytes().all(|byte| byte.is_ascii_digit()) => number.parse().ok(),
        _ => None,
    };
    match code.filter(|&code| code > 0).and_then(char::from_u32) {
        Some(_) => Ok(()),
        None => Err(ErrorKind::Malformed(format!("&{name}; is not the number of a character"))),
    }
}
