//! What a record describes: kind of material, language, dates. From the coded fields first, since they need no reading
//! (MARC 21 Format for Bibliographic Data: Leader/06-07, 006, 007, 008, 041, 245 $h, 264, 260, 338, 502).

use crate::record::Record;
use crate::spec::Spec;

macro_rules! materials {
    ($($(#[$about:meta])* $material:ident = $name:literal,)*) => {
        /// The kind of material.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum Material {
            $($(#[$about])* $material,)*
        }

        impl Material {
            /// Every kind.
            pub const ALL: &[Self] = &[$(Self::$material,)*];

            /// The stable name.
            #[must_use]
            pub fn name(self) -> &'static str {
                match self {
                    $(Self::$material => $name,)*
                }
            }
        }
    };
}

materials! {
    /// A printed monograph.
    Book = "book",
    /// A printed journal, newspaper or series.
    Serial = "serial",
    /// A part of another publication.
    Article = "article",
    /// A thesis or dissertation.
    Thesis = "thesis",
    /// A manuscript.
    Manuscript = "manuscript",
    /// An archive or mixed collection.
    Archive = "archive",
    /// Notated music.
    Score = "score",
    /// A map or atlas.
    Map = "map",
    /// Recorded music.
    Music = "music",
    /// Recorded speech.
    SpokenAudio = "spoken_audio",
    /// A film or video.
    Video = "video",
    /// A picture, slide or other graphic.
    Image = "image",
    /// A computer file or program.
    Software = "software",
    /// A website or loose-leaf that is updated in place.
    IntegratingResource = "integrating_resource",
    /// A kit of several media.
    Kit = "kit",
    /// A three-dimensional object or game.
    Object = "object",
    /// None of these, or not said.
    Other = "other",
}

/// What carries the content.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Carrier {
    /// Paper, disc, tape: something to send.
    Physical,
    /// Reached over a network.
    Online,
    /// Microfilm or microfiche.
    Microform,
}

/// Material and carrier together: an e-book is a book that is online.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Classification {
    /// The kind of material.
    pub material: Material,
    /// What carries it.
    pub carrier: Carrier,
}

impl Classification {
    /// The stable name, with `e-` for online material: `book`, `e-book`, `microform-serial`.
    #[must_use]
    pub fn name(self) -> String {
        let prefix = match self.carrier {
            Carrier::Physical => "",
            Carrier::Online => "e-",
            Carrier::Microform => "microform-",
        };
        format!("{prefix}{}", self.material.name())
    }
}

/// The kind of material that a record describes, and what carries it.
#[must_use]
pub fn classify(record: &Record) -> Classification {
    Classification { material: material(record), carrier: carrier(record) }
}

fn material(record: &Record) -> Material {
    let leader = record.leader();
    if record.field("502").is_some() && matches!(leader.record_type(), 'a' | 't') {
        return Material::Thesis;
    }
    match (leader.record_type(), leader.level()) {
        ('a' | 't', 'b' | 's') => Material::Serial,
        ('a' | 't', 'a') => Material::Article,
        ('a', 'i') => Material::IntegratingResource,
        ('a', 'c' | 'd' | 'm' | ' ') => Material::Book,
        ('t', _) => Material::Manuscript,
        ('c' | 'd', _) => Material::Score,
        ('e' | 'f', _) => Material::Map,
        ('i', _) => Material::SpokenAudio,
        ('j', _) => Material::Music,
        ('g', _) => projected(record),
        ('k', _) => Material::Image,
        ('m', _) => Material::Software,
        ('o', _) => Material::Kit,
        ('p', _) => Material::Archive,
        ('r', _) => Material::Object,
        _ => Material::Other,
    }
}

/// Projected medium is video unless 008/33 or 007/00 say that it is slides or a filmstrip.
fn projected(record: &Record) -> Material {
    let is_video = record.fields("007").any(|field| field.text().starts_with(['v', 'm']));
    match fixed(record, 33) {
        Some('s' | 't' | 'f') if !is_video => Material::Image,
        _ => Material::Video,
    }
}

fn carrier(record: &Record) -> Carrier {
    // Maps, pictures, films and objects have the form of item at 29; all others at 23.
    let position = if matches!(record.leader().record_type(), 'e' | 'f' | 'g' | 'k' | 'o' | 'r') { 29 } else { 23 };
    match fixed(record, position) {
        Some('o' | 's') => return Carrier::Online,
        Some('a' | 'b' | 'c') => return Carrier::Microform,
        _ => {}
    }
    let physical = |prefix: &str| record.fields("007").any(|field| field.text().starts_with(prefix));
    let carrier_code = |code: &str| record.values("338", 'b').any(|value| value.trim() == code);
    if carrier_code("cr") || general_designation(record).contains("electronic") || has_only_online_007(record) {
        return Carrier::Online;
    }
    if physical("h") || general_designation(record).contains("microform") {
        return Carrier::Microform;
    }
    Carrier::Physical
}

/// 007 for a remote electronic resource and none for anything else. A printed book with an e-book's 007 beside its own is not
/// online.
fn has_only_online_007(record: &Record) -> bool {
    let mut fields = record.fields("007").peekable();
    fields.peek().is_some() && fields.all(|field| field.text().starts_with("cr"))
}

/// 245 $h, the general material designation of AACR2.
fn general_designation(record: &Record) -> String {
    record.value("245", 'h').unwrap_or_default().to_lowercase()
}

/// The language of the content as a MARC code of three letters: 008/35-37, else the first of 041 $a.
#[must_use]
pub fn language(record: &Record) -> Option<String> {
    let coded = Spec::parse("008[35-37]").and_then(|spec| spec.first(record));
    let coded = coded.filter(|code| is_language(code));
    // Older records run several codes together in one subfield.
    let stated = || record.value("041", 'a').and_then(|codes| codes.get(..3)).filter(|code| is_language(code));
    coded.or_else(|| stated().map(str::to_owned)).map(|code| code.to_ascii_lowercase())
}

/// Three letters that name a language; not the codes for none, several or undetermined.
fn is_language(code: &str) -> bool {
    code.len() == 3
        && code.bytes().all(|byte| byte.is_ascii_alphabetic())
        && !["zxx", "mul", "und"].contains(&code.to_ascii_lowercase().as_str())
}

/// The years of a publication.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Dates {
    /// When this edition came out; for serials when it began.
    pub published: Option<u16>,
    /// When the content first came out or was recorded, for reprints and reissues.
    pub original: Option<u16>,
    /// When a serial ended.
    pub ended: Option<u16>,
}

/// Years before this are misread numbers.
const EARLIEST: u16 = 500;

/// Spans up to this many years are replaced by their middle; longer ones say too little.
const LONGEST_SPAN: u16 = 15;

/// The years of a publication, from 008/06-14, else from the statement of publication. `latest` is the last year to believe:
/// the present one and a few more, since forthcoming books are catalogued early.
#[must_use]
pub fn dates(record: &Record, latest: u16) -> Dates {
    let coded = coded_dates(record, latest);
    let published = coded.published.or_else(|| stated_year(record, latest));
    Dates { published, ..coded }
}

fn coded_dates(record: &Record, latest: u16) -> Dates {
    let field = record.control("008").unwrap_or_default();
    let part = |range: std::ops::Range<usize>| field.get(range).unwrap_or_default();
    let believable = |year: Option<u16>| year.filter(|year| (EARLIEST..=latest).contains(year));
    let (first, second) = (believable(year(part(7..11))), believable(year(part(11..15))));
    match fixed(record, 6) {
        Some('r' | 'p') => Dates { published: first, original: second, ended: None },
        Some('c' | 'd' | 'u') => {
            Dates { published: first, original: None, ended: second.filter(|_| part(11..15) != "9999") }
        }
        Some('q') => Dates { published: believable(middle(part(7..11), part(11..15))), ..Dates::default() },
        Some('b' | 'n' | '|') => Dates::default(),
        _ => Dates { published: first, ..Dates::default() },
    }
}

/// A year of four characters; unknown digits (`199u`) are replaced by the middle of what they leave open.
fn year(text: &str) -> Option<u16> {
    let earliest: String = text.replace('u', "0");
    let latest: String = text.replace('u', "9");
    middle(&earliest, &latest)
}

fn middle(earliest: &str, latest: &str) -> Option<u16> {
    let digits = |text: &str| text.len() == 4 && text.bytes().all(|byte| byte.is_ascii_digit());
    if !digits(earliest) || !digits(latest) {
        return None;
    }
    let (earliest, latest): (u16, u16) = (earliest.parse().ok()?, latest.parse().ok()?);
    let span = latest.checked_sub(earliest)?;
    (span <= LONGEST_SPAN).then_some(earliest + span / 2)
}

/// The first believable year of 264 $c for publication, else 260 $c, else any 264 $c.
fn stated_year(record: &Record, latest: u16) -> Option<u16> {
    let publication = record.fields("264").filter(|field| field.indicator2() == '1');
    let statements = publication.chain(record.fields("260")).chain(record.fields("264"));
    statements.flat_map(|field| field.values('c')).find_map(|text| year_in(text, latest))
}

fn year_in(text: &str, latest: u16) -> Option<u16> {
    let numbers = text.split(|character: char| !character.is_ascii_digit()).filter(|number| number.len() == 4);
    numbers.filter_map(|number| number.parse().ok()).find(|year| (EARLIEST..=latest).contains(year))
}

/// One character of 008.
fn fixed(record: &Record, position: usize) -> Option<char> {
    record.control("008")?.chars().nth(position)
}
