//! Code pages that no MARC format allows and that files are in all the same. Told apart by what high bytes stand beside.

use crate::defect::Coding;

/// The code page of text that is neither UTF-8 nor free of faults as MARC-8; `None` when nothing speaks for one.
///
/// In Cyrillic text high bytes stand in words and are the letters that Russian and its neighbours use most. In West European
/// text they stand alone, and read as marks of MARC-8 they would stand before letters that carry no such mark.
pub(super) fn guess(bytes: &[u8]) -> Option<Coding> {
    let runs = || bytes.chunk_by(|a, b| a.is_ascii() == b.is_ascii()).filter(|run| !run.is_ascii());
    let high: usize = runs().map(<[u8]>::len).sum();
    let in_words: usize = runs().map(<[u8]>::len).filter(|length| *length > 2).sum();
    if in_words * 3 > high * 2 {
        let page = [Coding::Windows1251, Coding::CodePage866].into_iter().max_by_key(|page| usual(bytes, *page))?;
        return (usual(bytes, page) * 5 > high * 2).then_some(page);
    }
    let (mut fitting, mut misplaced) = (0usize, 0usize);
    for pair in bytes.windows(2) {
        if let &[0xE0..=0xFE, behind] = pair {
            *(if carries_marks(behind) { &mut fitting } else { &mut misplaced }) += 1;
        }
    }
    (misplaced > fitting).then_some(Coding::Windows1252)
}

/// Number of letters among the most frequent of Russian; they make up more than half of any text.
fn usual(bytes: &[u8], page: Coding) -> usize {
    bytes.iter().filter(|byte| !byte.is_ascii() && "оеаинтср".contains(character(**byte, page))).count()
}

/// Letters that the marks of MARC-8 stand before in the languages of Europe.
fn carries_marks(byte: u8) -> bool {
    byte.is_ascii_alphabetic() && !b"bfkmpqrtvwx".contains(&byte.to_ascii_lowercase())
}

/// Text in a code page as Unicode.
pub(super) fn decode(bytes: &[u8], page: Coding) -> String {
    bytes.iter().map(|&byte| character(byte, page)).collect()
}

fn character(byte: u8, page: Coding) -> char {
    let high: &[char; 128] = match page {
        Coding::Windows1251 => &WINDOWS_1251,
        Coding::CodePage866 => &CODE_PAGE_866,
        Coding::Windows1252 | Coding::Utf8 | Coding::Marc8 => &WINDOWS_1252,
    };
    byte.checked_sub(0x80).and_then(|index| high.get(usize::from(index))).copied().unwrap_or(char::from(byte))
}

/// ISO 8859-1 with the printable characters that Windows put in place of the C1 controls.
#[rustfmt::skip]
static WINDOWS_1252: [char; 128] = [
    '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8D}', 'Ž', '\u{8F}', '\u{90}', '‘', '’',
    '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9D}', 'ž', 'Ÿ', '\u{A0}', '¡', '¢', '£', '¤', '¥', '¦', '§',
    '¨', '©', 'ª', '«', '¬', '\u{AD}', '®', '¯', '°', '±', '²', '³', '´', 'µ', '¶', '·', '¸', '¹', 'º', '»', '¼', '½',
    '¾', '¿', 'À', 'Á', 'Â', 'Ã', 'Ä', 'Å', 'Æ', 'Ç', 'È', 'É', 'Ê', 'Ë', 'Ì', 'Í', 'Î', 'Ï', 'Ð', 'Ñ', 'Ò', 'Ó', 'Ô',
    'Õ', 'Ö', '×', 'Ø', 'Ù', 'Ú', 'Û', 'Ü', 'Ý', 'Þ', 'ß', 'à', 'á', 'â', 'ã', 'ä', 'å', 'æ', 'ç', 'è', 'é', 'ê', 'ë',
    'ì', 'í', 'î', 'ï', 'ð', 'ñ', 'ò', 'ó', 'ô', 'õ', 'ö', '÷', 'ø', 'ù', 'ú', 'û', 'ü', 'ý', 'þ', 'ÿ',
];

/// Cyrillic of Windows.
#[rustfmt::skip]
static WINDOWS_1251: [char; 128] = [
    'Ђ', 'Ѓ', '‚', 'ѓ', '„', '…', '†', '‡', '€', '‰', 'Љ', '‹', 'Њ', 'Ќ', 'Ћ', 'Џ', 'ђ', '‘', '’', '“', '”', '•', '–',
    '—', '\u{98}', '™', 'љ', '›', 'њ', 'ќ', 'ћ', 'џ', '\u{A0}', 'Ў', 'ў', 'Ј', '¤', 'Ґ', '¦', '§', 'Ё', '©', 'Є', '«',
    '¬', '\u{AD}', '®', 'Ї', '°', '±', 'І', 'і', 'ґ', 'µ', '¶', '·', 'ё', '№', 'є', '»', 'ј', 'Ѕ', 'ѕ', 'ї', 'А', 'Б',
    'В', 'Г', 'Д', 'Е', 'Ж', 'З', 'И', 'Й', 'К', 'Л', 'М', 'Н', 'О', 'П', 'Р', 'С', 'Т', 'У', 'Ф', 'Х', 'Ц', 'Ч', 'Ш',
    'Щ', 'Ъ', 'Ы', 'Ь', 'Э', 'Ю', 'Я', 'а', 'б', 'в', 'г', 'д', 'е', 'ж', 'з', 'и', 'й', 'к', 'л', 'м', 'н', 'о', 'п',
    'р', 'с', 'т', 'у', 'ф', 'х', 'ц', 'ч', 'ш', 'щ', 'ъ', 'ы', 'ь', 'э', 'ю', 'я',
];

/// Cyrillic of DOS.
#[rustfmt::skip]
static CODE_PAGE_866: [char; 128] = [
    'А', 'Б', 'В', 'Г', 'Д', 'Е', 'Ж', 'З', 'И', 'Й', 'К', 'Л', 'М', 'Н', 'О', 'П', 'Р', 'С', 'Т', 'У', 'Ф', 'Х', 'Ц',
    'Ч', 'Ш', 'Щ', 'Ъ', 'Ы', 'Ь', 'Э', 'Ю', 'Я', 'а', 'б', 'в', 'г', 'д', 'е', 'ж', 'з', 'и', 'й', 'к', 'л', 'м', 'н',
    'о', 'п', '░', '▒', '▓', '│', '┤', '╡', '╢', '╖', '╕', '╣', '║', '╗', '╝', '╜', '╛', '┐', '└', '┴', '┬', '├', '─',
    '┼', '╞', '╟', '╚', '╔', '╩', '╦', '╠', '═', '╬', '╧', '╨', '╤', '╥', '╙', '╘', '╒', '╓', '╫', '╪', '┘', '┌', '█',
    '▄', '▌', '▐', '▀', 'р', 'с', 'т', 'у', 'ф', 'х', 'ц', 'ч', 'ш', 'щ', 'ъ', 'ы', 'ь', 'э', 'ю', 'я', 'Ё', 'ё', 'Є',
    'є', 'Ї', 'ї', 'Ў', 'ў', '°', '∙', '·', '√', '№', '¤', '■', '\u{A0}',
];
