//! What kind of thing a record describes, for display, facets and match keys.
//!
//! What it holds is [`marc::classify`]. On what it comes is told here by more signs, since records of several ages and rules have to
//! agree: words in 245 $h, 250, 300, 338, 340 and 533 in several languages, and the difference between an e-book and one record for both
//! editions. A link in 856 alone does not make a printed book electronic.

use std::fmt;

use marc::Record;
use marc::classify::{self, Material};

use crate::text::fold;

/// The kind of thing: what it holds, and on what.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Format {
    /// What it holds.
    pub material: Material,
    /// On what it comes.
    pub carrier: Carrier,
}

/// On what a thing comes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Carrier {
    /// Paper, disc, or whatever is usual for its content.
    Usual,
    /// Paper with large print: other pages, other readers.
    LargePrint,
    /// Braille.
    Braille,
    /// Read over the network.
    Online,
    /// Microfilm, microfiche, microopaque.
    Microform,
}

impl Format {
    /// The format of what the record describes.
    pub fn of(record: &Record) -> Format {
        let classified = classify::classify(record);
        Format { material: classified.material, carrier: carrier(record, classified.carrier) }
    }

    /// The stable name, also the value in facets: `book`, `e-book`, `large-print`, `serial`.
    pub fn name(self) -> &'static str {
        match self.carrier {
            Carrier::LargePrint => "large-print",
            Carrier::Braille => "braille",
            Carrier::Microform => "microform",
            Carrier::Online => names(self.material).1,
            Carrier::Usual => names(self.material).0,
        }
    }
}

/// The names of a material in its usual form and online, in the words of a facet.
fn names(material: Material) -> (&'static str, &'static str) {
    match material {
        Material::Book => ("book", "e-book"),
        Material::Serial | Material::IntegratingResource => ("serial", "e-serial"),
        Material::Article => ("article", "e-article"),
        Material::Thesis => ("thesis", "e-thesis"),
        Material::Manuscript => ("manuscript", "e-manuscript"),
        Material::Archive => ("archive", "e-archive"),
        Material::Score => ("score", "e-score"),
        Material::Map => ("map", "e-map"),
        Material::Music => ("music", "e-music"),
        Material::SpokenAudio => ("audiobook", "e-audiobook"),
        Material::Video => ("video", "e-video"),
        Material::Image => ("image", "e-image"),
        Material::Software => ("software", "software"),
        Material::Kit => ("kit", "kit"),
        Material::Object => ("object", "object"),
        _ => ("other", "other"),
    }
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

fn carrier(record: &Record, coded: classify::Carrier) -> Carrier {
    let words = description(record);
    let says = |terms: &[&str]| terms.iter().any(|term| words.contains(term));
    let form = form_of_item(record);
    if coded == classify::Carrier::Microform || says(MICROFORM) {
        return Carrier::Microform;
    }
    if form == 'f' || says(&["braille"]) {
        return Carrier::Braille;
    }
    if form == 'd' || says(&["large print", "grossdruck", "gros caracteres"]) {
        return Carrier::LargePrint;
    }
    // One record for the paper and the online edition: what can be lent is the paper.
    let also_printed = record.values("338", 'b').any(|code| code.starts_with('n'));
    let is_online = coded == classify::Carrier::Online || says(ONLINE);
    if is_online && !also_printed { Carrier::Online } else { Carrier::Usual }
}

/// Folded, in English, German, French and Spanish.
const ONLINE: &[&str] =
    &["online resource", "electronic resource", "online-ressource", "ressource en ligne", "recurso en linea"];
const MICROFORM: &[&str] = &["microfilm", "microfiche", "microform", "microopaque", "mikrofilm", "mikrofiche"];

/// What the description says in words, folded: medium, edition, extent, carrier terms and the note on a reproduction.
fn description(record: &Record) -> String {
    let said = record.all_fields().filter_map(|field| match field.tag().as_str() {
        "245" => field.subfield('h'),
        "250" | "300" | "338" | "533" => field.subfield('a'),
        "340" => field.subfield('n'),
        _ => None,
    });
    fold(&said.collect::<Vec<_>>().join(" | "))
}

/// 008/23, or 008/29 for maps and visual material.
fn form_of_item(record: &Record) -> char {
    let place = if matches!(record.leader().record_type(), 'e' | 'f' | 'g' | 'k' | 'o' | 'r') { 29 } else { 23 };
    record.control("008").and_then(|text| text.chars().nth(place)).unwrap_or(' ')
}

#[cfg(test)]
mod tests;
