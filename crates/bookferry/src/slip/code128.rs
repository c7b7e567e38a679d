//! Code 128 bar codes (ISO/IEC 15417): the pattern of bars for a text, code sets B and C.

/// Widths of the three bars and three spaces of each symbol character, in modules; value 0 to 105.
const PATTERNS: [&str; 106] = [
    "212222", "222122", "222221", "121223", "121322", "131222", "122213", "122312", "132212", "221213", "221312",
    "231212", "112232", "122132", "122231", "113222", "123122", "123221", "223211", "221132", "221231", "213212",
    "223112", "312131", "311222", "321122", "321221", "312212", "322112", "322211", "212123", "212321", "232121",
    "111323", "131123", "131321", "112313", "132113", "132311", "211313", "231113", "231311", "112133", "112331",
    "132131", "113123", "113321", "133121", "313121", "211331", "231131", "213113", "213311", "213131", "311123",
    "311321", "331121", "312113", "312311", "332111", "314111", "221411", "431111", "111224", "111422", "121124",
    "121421", "141122", "141221", "112214", "112412", "122114", "122411", "142112", "142211", "241211", "221114",
    "413111", "241112", "134111", "111242", "121142", "121241", "114212", "124112", "124211", "411212", "421112",
    "421211", "212141", "214121", "412121", "111143", "111341", "131141", "114113", "114311", "411113", "411311",
    "113141", "114131", "311141", "411131", "211412", "211214", "211232",
];
const STOP: &str = "2331112";
const START_B: usize = 104;
const START_C: usize = 105;

/// The widths of bars and spaces in modules, a bar first. `None` when a character is outside printable ASCII or the text is empty.
#[must_use]
pub fn widths(text: &str) -> Option<Vec<u8>> {
    let values = values(text)?;
    let weighted = values.iter().enumerate().map(|(position, value)| position.max(1) * value);
    let check = weighted.sum::<usize>() % 103;
    let symbols = values.iter().chain([&check]).map(|value| PATTERNS.get(*value).copied());
    let widths = symbols.chain([Some(STOP)]).collect::<Option<String>>()?;
    Some(widths.bytes().map(|digit| digit - b'0').collect())
}

/// Symbol values with the start character: pairs of digits in set C when the whole text is an even number of digits, else set B.
fn values(text: &str) -> Option<Vec<usize>> {
    if text.is_empty() {
        return None;
    }
    let digits = text.bytes().all(|byte| byte.is_ascii_digit());
    if digits && text.len().is_multiple_of(2) {
        let pairs = text
            .as_bytes()
            .chunks(2)
            .map(|pair| pair.iter().fold(0, |sum, digit| sum * 10 + usize::from(digit - b'0')));
        return Some([START_C].into_iter().chain(pairs).collect());
    }
    let characters = text.bytes().map(|byte| matches!(byte, 0x20..=0x7E).then(|| usize::from(byte - 0x20)));
    [Some(START_B)].into_iter().chain(characters).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_symbol_is_eleven_modules_wide_and_the_stop_is_thirteen() {
        assert!(PATTERNS.iter().all(|pattern| pattern.bytes().map(|digit| u32::from(digit - b'0')).sum::<u32>() == 11));
        assert_eq!(STOP.bytes().map(|digit| u32::from(digit - b'0')).sum::<u32>(), 13);
    }

    #[test]
    fn the_check_symbol_is_the_weighted_sum_modulo_103() {
        // 104 for the start of set B, then place by value: 1*48 + 2*42 + 3*42 + 4*17 + 5*18 + 6*19 + 7*35; the remainder is 55.
        let widths = widths("PJJ123C").unwrap();
        let check: String = widths[8 * 6..9 * 6].iter().map(|width| width.to_string()).collect();
        assert_eq!(check, PATTERNS[55]);
    }

    #[test]
    fn digits_in_pairs_take_half_the_room() {
        assert!(widths("12345678").unwrap().len() < widths("1234567").unwrap().len());
    }

    #[test]
    fn what_code_128_cannot_hold_is_refused() {
        assert_eq!(widths(""), None);
        assert_eq!(widths("Zürich"), None);
    }
}
