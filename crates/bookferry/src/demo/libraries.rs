//! The three libraries of the demonstration: how each is connected. Their Almas are configured differently on purpose.

use alma_sim::Institution;
use alma_sim::sample::{SamplePatron, patrons};

/// A library of the demonstration.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Member {
    /// Whose simulated Alma it has.
    pub institution: Institution,
    /// Code in request numbers and, in lower case, in user names.
    pub code: &'static str,
    /// Symbol.
    pub symbol: &'static str,
    /// Code of the partner record in its Alma.
    pub partner: &'static str,
    /// Set that its Alma publishes.
    pub set: &'static str,
    /// Holdings mapping of that set.
    pub mapping: &'static str,
    /// Which identifier its Alma matches NCIP user values with.
    pub patrons_by: PatronsBy,
    /// Library code where patrons collect.
    pub pickup_library: &'static str,
    /// Name of that library.
    pub pickup_name: &'static str,
    /// Item policies whose items stay at home: code and name.
    pub policies_not_lent: &'static [(&'static str, &'static str)],
}

/// Which identifier of a patron goes over NCIP ("User identifier type" of the partner record).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PatronsBy {
    /// Primary identifier.
    PrimaryId,
    /// Barcode.
    Barcode,
    /// University id.
    UniversityId,
}

impl Member {
    /// The id by which this library's Alma knows a patron over NCIP: the first who may borrow, or the first with a block.
    #[must_use]
    pub fn patron_id(&self, blocked: bool) -> String {
        self.patron(blocked).map(|patron| self.id_of(&patron)).unwrap_or_default()
    }

    /// The first patron who may borrow, or the first with a block.
    #[must_use]
    pub fn patron(&self, blocked: bool) -> Option<SamplePatron> {
        let fits =
            |patron: &SamplePatron| patron.active && patron.expires_in_days > 0 && patron.block.is_some() == blocked;
        patrons(self.institution).into_iter().find(fits)
    }

    /// The id by which this library's Alma knows a patron over NCIP.
    #[must_use]
    pub fn id_of(&self, patron: &SamplePatron) -> String {
        match self.patrons_by {
            PatronsBy::PrimaryId => patron.primary_id.clone(),
            PatronsBy::Barcode => patron.barcode.clone(),
            PatronsBy::UniversityId => patron.university_id.clone(),
        }
    }
}

/// There is no library with this code in the demonstration.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("there is no library {0} in the demonstration")]
pub struct NoSuchMember(String);

/// The library with this code.
///
/// # Errors
/// [`NoSuchMember`].
pub fn member(code: &str) -> Result<&'static Member, NoSuchMember> {
    MEMBERS.iter().find(|member| member.code == code).ok_or_else(|| NoSuchMember(code.to_owned()))
}

/// The three libraries. What stands here is what a systems librarian copies from the pages of each Alma.
pub const MEMBERS: &[Member] = &[
    Member {
        institution: Institution::East,
        code: "EAST",
        symbol: "ISIL:01EAST",
        partner: "BOOKFERRY",
        set: "BOOKFERRY",
        mapping: "alma-900-995",
        patrons_by: PatronsBy::PrimaryId,
        pickup_library: "MAIN",
        pickup_name: "Main Library",
        policies_not_lent: &[
            ("lib-use", "Library Use Only"),
            ("no-loan", "Non-Circulating"),
            ("2-hour", "Two-Hour Reserve"),
        ],
    },
    Member {
        institution: Institution::West,
        code: "WEST",
        symbol: "ISIL:01WEST",
        partner: "ReShareWest",
        set: "RESHARE_WEST",
        mapping: "alma-852-876",
        patrons_by: PatronsBy::Barcode,
        pickup_library: "WCL",
        pickup_name: "West Central Library",
        policies_not_lent: &[("05", "4 Hour Loan"), ("07", "No Loan"), ("09", "In Library Use")],
    },
    Member {
        institution: Institution::North,
        code: "NORTH",
        symbol: "ISIL:01NORTH",
        partner: "FERNLEIHE-Nord",
        set: "verbund",
        mapping: "alma-hld-itm",
        patrons_by: PatronsBy::UniversityId,
        pickup_library: "zb",
        pickup_name: "Zentralbibliothek",
        policies_not_lent: &[("praesenz", "Präsenzbestand")],
    },
];

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use index::bibliographic::Bibliographic;
    use index::cluster::{KeyedRecord, form_clusters};
    use index::matchkey::match_keys;

    use super::*;

    #[test]
    fn the_sample_collection_forms_one_cluster_for_each_title() {
        let bibs = MEMBERS.iter().flat_map(|member| alma_sim::sample::collection(member.institution));
        let bibs: Vec<_> = bibs.collect();
        let keyed: Vec<KeyedRecord> = (1..)
            .zip(&bibs)
            .map(|(record_id, bib)| KeyedRecord {
                record_id,
                keys: match_keys(&Bibliographic::from_record(&bib.record)),
                cluster_id: None,
            })
            .collect();
        let titles: BTreeSet<&str> = bibs.iter().map(|bib| bib.key.as_str()).collect();
        let clusters = form_clusters(&keyed);
        assert_eq!(clusters.len(), titles.len());
        for cluster in clusters {
            let joined: BTreeSet<&str> =
                cluster.record_ids.iter().map(|id| bibs[*id as usize - 1].key.as_str()).collect();
            assert_eq!(joined.len(), 1, "{joined:?}");
        }
    }

    #[test]
    fn every_library_has_a_patron_who_may_borrow_and_one_who_may_not() {
        for member in MEMBERS {
            assert_ne!(member.patron_id(false), "", "{}", member.code);
            assert_ne!(member.patron_id(true), "", "{}", member.code);
        }
    }
}
