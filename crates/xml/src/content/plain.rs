//! Text as nearly all is, taken with few instructions a byte.

/// Bytes of text before the next `<`, when no reference stands in between. `None` also at the end of the input: the general way sees to that.
pub(super) fn text_length(bytes: &[u8]) -> Option<usize> {
    let (words, _) = bytes.as_chunks::<8>();
    let marks = words.iter().map(|word| {
        let word = u64::from_le_bytes(*word);
        zero_bytes(word ^ (EACH * u64::from(b'<'))) | zero_bytes(word ^ (EACH * u64::from(b'&')))
    });
    let (whole, mark) = marks.enumerate().find(|(_, mark)| *mark != 0)?;
    let length = whole * 8 + mark.trailing_zeros() as usize / 8;
    (bytes.get(length) == Some(&b'<')).then_some(length)
}

/// A word with 1 in each byte.
const EACH: u64 = 0x0101_0101_0101_0101;

/// Sets the highest bit of each zero byte. Bytes above the lowest zero byte may be marked as well; none below it is.
fn zero_bytes(word: u64) -> u64 {
    word.wrapping_sub(EACH) & !word & (EACH << 7)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_ends_before_the_first_mark() {
        for length in 0..40 {
            for (mark, expected) in
                [("<", Some(length)), ("&", None), ("=<", Some(length + 1)), ("'<", Some(length + 1))]
            {
                let text = format!("{}{mark}/record></metadata>", "x".repeat(length));
                assert_eq!(text_length(text.as_bytes()), expected, "{text}");
            }
        }
    }
}
