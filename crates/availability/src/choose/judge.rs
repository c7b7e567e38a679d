//! One copy after the other, each with the reason why it is not taken.

use crate::places::Places;
use crate::rules::{Learned, LendingRules};
use crate::shelf::{Absence, Copy, Standing};
use crate::volume::{Volume, VolumeFit};
use crate::weigh::{Match, Verdict, Weighed};

pub(super) struct Judge<'a> {
    rules: &'a LendingRules,
    places: &'a Places,
    volume: Volume,
    pub(super) judged: Vec<Judged>,
    pub(super) learned: Learned,
}

/// A copy that was looked at.
pub(super) struct Judged {
    pub(super) copy: Copy,
    pub(super) record_id: Option<String>,
    pub(super) recognised_by: Match,
    /// Preference of the library, then of the shelving location.
    preferences: (i32, i32),
    /// `None` for a copy that can be taken.
    pub(super) refusal: Option<Refusal>,
}

/// Why a copy is not taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Refusal {
    /// It is another library's.
    Foreign,
    OtherVolume(String),
    /// Its volume cannot be compared with the wanted one, or none is wanted of a set.
    VolumeUnclear(String),
    NotLent(String),
    /// It is away and comes back.
    Away {
        reason: Absence,
        due: Option<String>,
    },
    /// It is away, and nobody knows until when.
    Gone(Absence),
    /// Somebody waits for it.
    Awaited,
    /// It still stands there, and is promised to somebody else.
    Promised,
    StandingUnclear(String),
}

impl<'a> Judge<'a> {
    pub(super) fn new(rules: &'a LendingRules, places: &'a Places, volume: Volume) -> Self {
        Self { rules, places, volume, judged: Vec::new(), learned: Learned::default() }
    }

    /// Judges the copies of the records that are the wanted one.
    pub(super) fn look(&mut self, weighed: &[Weighed<'_>]) {
        let is_set = is_set(weighed);
        for weighed in weighed {
            let Verdict::Same(recognised_by) = weighed.weight.verdict else { continue };
            for copy in &weighed.hit.copies {
                let mut copy = copy.clone();
                self.places.resolve(&mut copy);
                let refusal = self.refusal(&copy, is_set);
                if refusal != Some(Refusal::Foreign) {
                    self.learned.note(&copy, self.rules, self.places);
                }
                let preferences = self.preferences(&copy);
                let record_id = weighed.hit.record_id.clone();
                self.judged.push(Judged { copy, record_id, recognised_by, preferences, refusal });
            }
        }
    }

    /// Which copy is taken: of the surest record, by preference of the library, then of the shelving location, then by call
    /// number.
    pub(super) fn best(&self) -> Option<usize> {
        let takeable = self.judged.iter().enumerate().filter(|(_, judged)| judged.refusal.is_none());
        takeable.min_by(|(_, a), (_, b)| a.order().cmp(&b.order())).map(|(place, _)| place)
    }

    fn preferences(&self, copy: &Copy) -> (i32, i32) {
        let (library, location) = (copy.current_library(), copy.current_location());
        let of_location = self.rules.location(library, location, self.places).preference;
        (self.rules.library(library, self.places).preference, of_location)
    }

    fn refusal(&self, copy: &Copy, is_set: bool) -> Option<Refusal> {
        if !self.rules.is_own(copy, self.places) {
            return Some(Refusal::Foreign);
        }
        self.other_volume(copy, is_set).or_else(|| self.not_lent(copy)).or_else(|| self.not_there(copy))
    }

    fn other_volume(&self, copy: &Copy, is_set: bool) -> Option<Refusal> {
        let named = copy.volume();
        let volume = Volume::parse(&named);
        if self.volume.is_empty() && (is_set || volume.is_extra()) {
            let name = if volume.is_part() { &named } else { "it" };
            let why = format!("{name} is one of several volumes, and the request names none");
            return Some(Refusal::VolumeUnclear(why));
        }
        match self.volume.fit(&volume) {
            VolumeFit::Fits => None,
            VolumeFit::Another => Some(Refusal::OtherVolume(named)),
            VolumeFit::Unknown if named.is_empty() => {
                Some(Refusal::VolumeUnclear("which volume it is is not said".to_owned()))
            }
            VolumeFit::Unknown => {
                Some(Refusal::VolumeUnclear(format!("whether {named} is the wanted volume is not clear")))
            }
        }
    }

    fn not_lent(&self, copy: &Copy) -> Option<Refusal> {
        let (library, location) = (copy.current_library(), copy.current_location());
        let said = copy.not_lent.as_ref().map(|why| format!("the library system says: {why}"));
        let (of_library, of_location) = self.preferences(copy);
        let never = |preference: i32, place: &str| (preference < 0).then(|| format!("{place} never lends"));
        said.or_else(|| never(of_library, &library.to_string()))
            .or_else(|| never(of_location, &location.to_string()))
            .or_else(|| no_rule_allows(self.rules.policy(&copy.policy), "item policy", &copy.policy.to_string()))
            .or_else(|| no_rule_allows(self.rules.material(&copy.material), "material", &copy.material.to_string()))
            .map(Refusal::NotLent)
    }

    fn not_there(&self, copy: &Copy) -> Option<Refusal> {
        match &copy.standing {
            Standing::Away { reason, due } if reason.comes_back() => {
                Some(Refusal::Away { reason: *reason, due: due.clone() })
            }
            Standing::Away { reason, .. } => Some(Refusal::Gone(*reason)),
            Standing::Unknown { .. } => Some(Refusal::StandingUnclear(copy.standing.to_string())),
            Standing::OnShelf if self.is_promised(copy) => Some(Refusal::Promised),
            Standing::OnShelf if self.is_awaited(copy) => Some(Refusal::Awaited),
            Standing::OnShelf => None,
        }
    }

    fn is_promised(&self, copy: &Copy) -> bool {
        copy.barcode.as_ref().is_some_and(|barcode| self.rules.promised.contains(barcode))
    }

    /// Those who wait for a holding are served by as many of its copies.
    fn is_awaited(&self, copy: &Copy) -> bool {
        let there = copy.available().unwrap_or(1);
        !self.rules.takes_awaited_copies && copy.holds.is_some_and(|holds| holds >= there.max(1))
    }
}

/// Whether the copies are the volumes of a set: several different ones, supplements and indexes left out. A copy of a set that
/// names no volume may be any of them.
fn is_set(weighed: &[Weighed<'_>]) -> bool {
    let wanted = weighed.iter().filter(|weighed| matches!(weighed.weight.verdict, Verdict::Same(_)));
    let volumes = wanted.flat_map(|weighed| &weighed.hit.copies).map(|copy| Volume::parse(&copy.volume()));
    let mut volumes = volumes.filter(|volume| volume.is_part() && !volume.is_extra());
    let Some(first) = volumes.next() else { return false };
    volumes.any(|other| first.fit(&other) != VolumeFit::Fits)
}

fn no_rule_allows(rule: Option<bool>, what: &str, value: &str) -> Option<String> {
    (rule == Some(false)).then(|| format!("{what} {value} is not lent"))
}

impl Judged {
    /// Sorts the best first.
    fn order(&self) -> impl Ord + '_ {
        use std::cmp::Reverse;
        let (library, location) = self.preferences;
        (Reverse(self.recognised_by), Reverse(library), Reverse(location), self.copy.call_number.as_deref())
    }

    /// The sentence for staff.
    pub(super) fn step(&self, is_taken: bool) -> String {
        let label = self.label();
        let (library, location) = self.preferences;
        let preferences = format!("library preference {library}, location preference {location}");
        match &self.refusal {
            Some(refusal) => format!("{label}: not taken, {}.", refusal.words()),
            None if is_taken => format!("{label}: taken ({preferences})."),
            None => format!("{label}: could be taken too ({preferences})."),
        }
    }

    /// What it is called: barcode, place, call number, volume, policy.
    fn label(&self) -> String {
        let copy = &self.copy;
        let first = copy.barcode.as_deref().or(copy.item_id.as_deref());
        let counted = copy.available().map(|available| format!("Holding with {available} copies there"));
        let mut label = first.map(|id| format!("Copy {id}")).or(counted).unwrap_or_else(|| "Copy".to_owned());
        let policy = Some(copy.policy.to_string()).filter(|policy| !policy.is_empty());
        let parts = [
            Some(copy.current_library().to_string()),
            Some(copy.current_location().to_string()),
            copy.call_number.clone(),
            Some(copy.volume()),
            policy.map(|policy| format!("policy {policy}")),
        ];
        let parts: Vec<String> = parts.into_iter().flatten().filter(|part| !part.is_empty()).collect();
        if !parts.is_empty() {
            label.push_str(&format!(" ({})", parts.join(", ")));
        }
        label
    }
}

impl Refusal {
    /// What is not clear, if that is the reason.
    pub(super) fn unclear(&self) -> Option<String> {
        match self {
            Self::VolumeUnclear(why) | Self::StandingUnclear(why) => Some(why.clone()),
            _ => None,
        }
    }

    /// What became of the copy, if it is gone.
    pub(super) fn gone(&self) -> Option<Absence> {
        match self {
            Self::Gone(reason) => Some(*reason),
            _ => None,
        }
    }

    pub(super) fn words(&self) -> String {
        match self {
            Self::Foreign => "it belongs to another library".to_owned(),
            Self::OtherVolume(volume) => format!("it is another volume ({volume})"),
            Self::VolumeUnclear(why) | Self::NotLent(why) | Self::StandingUnclear(why) => why.clone(),
            Self::Away { reason, due: Some(due) } => format!("{}, expected {due}", reason.words()),
            Self::Away { reason, due: None } => reason.words().to_owned(),
            Self::Gone(reason) => reason.words().to_owned(),
            Self::Awaited => "somebody waits for it".to_owned(),
            Self::Promised => "it is promised for another request".to_owned(),
        }
    }
}
