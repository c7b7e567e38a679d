//! The words that stand before and behind the numbers of volumes, folded, in the languages that catalogues use.

/// What a number counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Label {
    /// No word says it.
    None,
    Series,
    Volume,
    Part,
    Issue,
    /// Copies of the same, days of a month: not a volume at all.
    Uncounted,
    /// A supplement or an index.
    Extra,
}

const WORDS: &[(Label, &[&str])] = &[
    (Label::Series, &["s", "ser", "series", "serie", "reihe", "folge", "ns"]),
    (
        Label::Volume,
        &[
            "v", "vol", "vols", "volume", "volumes", "b", "bd", "bde", "band", "bande", "t", "tom", "tome", "tomes",
            "tomo", "tomus", "jg", "jahrg", "jahrgang", "god", "g", "roc", "rocnik", "an", "annee", "yr", "year",
        ],
    ),
    (
        Label::Part,
        &["p", "pt", "pts", "part", "parts", "parte", "partie", "teil", "tl", "halbbd", "disc", "disk", "cd", "dvd"],
    ),
    (
        Label::Issue,
        &[
            "n",
            "no",
            "nos",
            "nr",
            "num",
            "number",
            "numero",
            "h",
            "heft",
            "iss",
            "issue",
            "issues",
            "fasc",
            "fascicule",
            "lfg",
            "br",
            "cislo",
            "vyp",
        ],
    ),
    (Label::Uncounted, &["c", "cop", "copy", "ex", "exemplar", "kopie"]),
    (
        Label::Uncounted,
        &[
            "jan",
            "january",
            "januar",
            "janv",
            "janvier",
            "feb",
            "february",
            "februar",
            "fev",
            "fevrier",
            "mar",
            "march",
            "marz",
            "mars",
            "apr",
            "april",
            "avr",
            "avril",
            "may",
            "mai",
            "jun",
            "june",
            "juni",
            "juin",
            "jul",
            "july",
            "juli",
            "juil",
            "juillet",
            "aug",
            "august",
            "aout",
            "sep",
            "sept",
            "september",
            "septembre",
            "oct",
            "october",
            "okt",
            "oktober",
            "octobre",
            "nov",
            "november",
            "novembre",
            "dec",
            "december",
            "dez",
            "dezember",
            "decembre",
        ],
    ),
    (Label::Extra, &["suppl", "supp", "supplement", "beilage", "erg", "index", "register"]),
];

/// From one to ten.
const NUMBERS: [&[&str]; 10] = [
    &["one", "first", "eins", "erster", "erste", "premier", "premiere", "primero", "primera"],
    &["two", "second", "zwei", "zweiter", "zweite", "deux", "deuxieme", "segundo", "segunda"],
    &["three", "third", "drei", "dritter", "dritte", "trois", "troisieme", "tercero", "tercera"],
    &["four", "fourth", "vier", "vierter", "vierte", "quatre", "quatrieme", "cuarto", "cuarta"],
    &["five", "fifth", "funf", "funfter", "funfte", "cinq", "cinquieme", "quinto", "quinta"],
    &["six", "sixth", "sechs", "sechster", "sechste", "sixieme", "sexto", "sexta"],
    &["seven", "seventh", "sieben", "siebter", "siebte", "septieme", "septimo", "septima"],
    &["eight", "eighth", "acht", "achter", "achte", "huit", "huitieme", "octavo", "octava"],
    &["nine", "ninth", "neun", "neunter", "neunte", "neuf", "neuvieme", "noveno", "novena"],
    &["ten", "tenth", "zehn", "zehnter", "zehnte", "dix", "dixieme", "decimo", "decima"],
];

impl Label {
    pub(super) fn of(word: &str) -> Option<Self> {
        WORDS.iter().find(|(_, words)| words.contains(&word)).map(|(label, _)| *label)
    }

    /// Whether it counts the pieces of a set rather than what is in them.
    pub(super) const fn is_main(self) -> bool {
        matches!(self, Self::None | Self::Volume | Self::Part)
    }
}

pub(crate) fn number_word(word: &str) -> Option<u32> {
    NUMBERS.iter().zip(1..).find(|(words, _)| words.contains(&word)).map(|(_, number)| number)
}

/// A Roman numeral up to 89 in its usual spelling. Beyond that letters are more often words (`mix`, `dim`) or initials (`c`, `m`).
pub(super) fn roman(word: &str) -> Option<u32> {
    const TENS: &[(&str, u32)] =
        &[("lxxx", 80), ("lxx", 70), ("lx", 60), ("xl", 40), ("xxx", 30), ("xx", 20), ("l", 50), ("x", 10)];
    const UNITS: &[(&str, u32)] =
        &[("viii", 8), ("vii", 7), ("iii", 3), ("iv", 4), ("ix", 9), ("vi", 6), ("ii", 2), ("v", 5), ("i", 1)];
    let (tens, rest) = leading(word, TENS);
    let (units, rest) = leading(rest, UNITS);
    Some(tens + units).filter(|number| rest.is_empty() && *number > 0)
}

fn leading<'a>(word: &'a str, numerals: &[(&str, u32)]) -> (u32, &'a str) {
    let mut found = numerals.iter().filter_map(|(numeral, value)| Some((*value, word.strip_prefix(numeral)?)));
    found.next().unwrap_or((0, word))
}
