//! HMAC-SHA256 (RFC 2104) in base 64 (RFC 4648), as webhooks are signed.

use sha2::{Digest, Sha256};

/// Bytes of a block of SHA-256.
const BLOCK: usize = 64;

/// The signature of a body.
pub(super) fn signature(secret: &str, body: &[u8]) -> String {
    let mut key = [0_u8; BLOCK];
    let secret = secret.as_bytes();
    let hashed = (secret.len() > BLOCK).then(|| Sha256::digest(secret));
    let short = hashed.as_ref().map_or(secret, |hash| hash.as_slice());
    key.iter_mut().zip(short).for_each(|(byte, of_secret)| *byte = *of_secret);
    let keyed = |pad: u8, text: &[u8]| {
        let mut hash = Sha256::new();
        hash.update(key.map(|byte| byte ^ pad));
        hash.update(text);
        hash.finalize()
    };
    base64(&keyed(0x5C, &keyed(0x36, body)))
}

fn base64(bytes: &[u8]) -> String {
    const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut out = String::new();
    for chunk in bytes.chunks(3) {
        let bits = (0..3).fold(0_u32, |bits, at| bits << 8 | u32::from(chunk.get(at).copied().unwrap_or_default()));
        for place in 0..4 {
            let index = (bits >> (18 - 6 * place)) & 0x3F;
            let letter = ALPHABET.get(index as usize).copied().unwrap_or(b'=');
            out.push(if place <= chunk.len() { char::from(letter) } else { '=' });
        }
    }
    out
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

    #[test]
    fn hmac_gives_what_rfc_4231_prints() {
        let hex = |text: &str| {
            let byte = |at: usize| u8::from_str_radix(&text[at..at + 2], 16).unwrap();
            (0..text.len()).step_by(2).map(byte).collect::<Vec<u8>>()
        };
        let second = hex("5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
        assert_eq!(signature("Jefe", b"what do ya want for nothing?"), base64(&second));
        // Its sixth case has a key of 131 bytes 0xAA, which is no text; a long one is hashed first all the same.
        let long = "k".repeat(131);
        assert_ne!(signature(&long, b"x"), signature(&long[..64], b"x"));
    }

    #[test]
    fn base_64_has_the_padding_of_rfc_4648() {
        for (text, expected) in [("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg==")] {
            assert_eq!(base64(text.as_bytes()), expected);
        }
    }
}
