//! Which titles of the sample collection the stories use: chosen by what the libraries hold, not by name.

use alma_sim::Institution;
use alma_sim::sample::{Material, SampleBib, Status, collection, locations, titles};

use super::Unmet;
use crate::demo::libraries::MEMBERS;

/// A title with what the stories need of it.
#[derive(Debug, Clone)]
pub(super) struct Pick {
    pub(super) title: String,
    pub(super) author: String,
    pub(super) isbn: String,
}

/// What the libraries hold.
pub(super) struct Shelves {
    held: Vec<(Institution, Vec<SampleBib>)>,
}

impl Shelves {
    pub(super) fn new() -> Self {
        Self { held: Institution::ALL.into_iter().map(|institution| (institution, collection(institution))).collect() }
    }

    /// The `nth` printed book with an ISBN of its own that exactly these libraries hold, each with one copy on a lendable shelf.
    pub(super) fn book_of(&self, holders: &[Institution], nth: usize) -> Result<Pick, Unmet> {
        let all = titles();
        let mut fitting = all.iter().filter(|title| {
            let single = title.material == Material::Book && title.isbns.len() == 1 && title.volumes.is_empty();
            single
                && self.holders(&title.key) == holders
                && holders.iter().all(|holder| self.lends_one(*holder, &title.key))
        });
        let title = fitting.nth(nth).ok_or_else(|| Unmet(format!("no title is held by exactly {holders:?}")))?;
        Ok(Pick {
            title: title.title.clone(),
            author: title.author.clone().unwrap_or_default(),
            isbn: title.isbns.first().cloned().unwrap_or_default(),
        })
    }

    fn holders(&self, key: &str) -> Vec<Institution> {
        let holding = self.held.iter().filter(|(_, bibs)| bibs.iter().any(|bib| bib.key == key));
        holding.map(|(institution, _)| *institution).collect()
    }

    /// Whether a library has exactly one piece of a title, on the shelf, with a barcode, where things are lent.
    fn lends_one(&self, institution: Institution, key: &str) -> bool {
        let places = locations(institution);
        let lends = |library: &str, location: &str| {
            places.iter().any(|place| place.library == library && place.location == location && place.lending)
        };
        let bibs = self.held.iter().filter(|(holder, _)| *holder == institution).flat_map(|(_, bibs)| bibs);
        let holdings = bibs.filter(|bib| bib.key == key).flat_map(|bib| &bib.holdings);
        let items: Vec<_> =
            holdings.flat_map(|holding| holding.items.iter().map(move |item| (holding, item))).collect();
        match items.as_slice() {
            [(holding, item)] => {
                item.status == Status::InPlace
                    && item.barcode.is_some()
                    && item.temporary_location.is_none()
                    && lends(&holding.library, &holding.location)
                    && !keeps(institution, &item.policy)
            }
            _ => false,
        }
    }
}

/// Whether a library keeps items of a policy at home.
fn keeps(institution: Institution, policy: &str) -> bool {
    let member = MEMBERS.iter().find(|member| member.institution == institution);
    member.is_some_and(|member| member.policies_not_lent.iter().any(|(code, _)| *code == policy))
}
