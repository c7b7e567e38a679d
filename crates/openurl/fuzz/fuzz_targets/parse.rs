//! Any text gives a request or an error; a filled template is a link that gives the value back.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    if let Ok(request) = openurl::parse(text) {
        let _ = (request.missing(), request.service_type(), request.has_identifier());
    }
    if let Ok(template) = openurl::Template::parse(text) {
        let _ = template.fill(|name| Some(name));
    }
});
