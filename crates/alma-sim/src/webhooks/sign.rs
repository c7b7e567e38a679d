//! How webhooks are signed: HMAC with SHA-256 over the body, in base 64.

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

/// The signature of a body.
pub(super) fn signature(secret: &str, body: &[u8]) -> String {
    // Keys of every length are taken, so there always is one.
    let mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes());
    mac.map(|mac| BASE64_STANDARD.encode(mac.chain_update(body).finalize().into_bytes())).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_signature_is_the_one_that_listeners_expect() {
        // Made by the tests of a public listener (Massachusetts Institute of Technology) over the text that Python writes.
        let signed = signature("itsasecret", b"{\"action\": \"JOB_END\"}");
        assert_eq!(signed, "bbQKggzWRSuwopIwszy757lusNZWOPllfv5Rt6Qj8uE=");
    }
}
