//! The journal brings back what was there.

use alma_sim::journal::{ReplayError, founded_at};
use alma_sim::{Alma, Institution, Setup, State};
use ncip::{Request, RequestId};

use crate::world::*;

/// The state that the lines give.
fn replayed(lines: &[String]) -> Alma {
    let founded = founded_at(&lines[0]).unwrap();
    let mut alma = Alma::new(Setup::sample(Institution::East, founded));
    for line in lines {
        alma.replay(line).unwrap();
    }
    assert!(alma.take_journal().is_empty());
    alma
}

/// The same numbers every time (xorshift, Marsaglia 2003).
struct Dice(u64);

impl Dice {
    fn throw(&mut self, sides: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % sides as u64).unwrap()
    }

    fn pick<'a>(&mut self, from: &[&'a str]) -> &'a str {
        from[self.throw(from.len())]
    }
}

const TEMPORARY: [&str; 3] = ["BF-1", "BF-2", "BF-3"];
const OWN: [&str; 3] = [BOOK, SCIENCE_BOOK, "31210000011005"];
const PEOPLE: [&str; 3] = [PATRON, OTHER_PATRON, BLOCKED];
const DATES: [&str; 2] = ["2026-05-01", "2026-06-01"];

fn random_step(alma: &mut Alma, dice: &mut Dice, now: i64) {
    let (temporary, own, person, date) =
        (dice.pick(&TEMPORARY), dice.pick(&OWN), dice.pick(&PEOPLE), dice.pick(&DATES));
    match dice.throw(12) {
        0 | 1 => drop(send_at(alma, Request::AcceptItem(accept(temporary, temporary, person)), now)),
        2 => drop(send_at(alma, check_out(temporary, own, date), now)),
        3 => drop(send_at(alma, check_in(own), now)),
        4 => drop(send_at(alma, check_in(temporary), now)),
        5 => drop(send_at(alma, renew(person, temporary, date), now)),
        6 => drop(desk(alma, "loan", &format!("barcode={temporary}&user={person}"))),
        7 => drop(desk(alma, "return", &format!("barcode={temporary}"))),
        8 => drop(desk(alma, "scan", &format!("barcode={own}"))),
        9 => drop(desk(alma, "loan", &format!("barcode={own}&user={person}"))),
        10 => drop(desk(alma, "return", &format!("barcode={own}&desk=SCI_CIRC"))),
        _ => drop(desk(alma, "block-user", &format!("user={person}&block={}", dice.pick(&["", "Fines"])))),
    }
}

/// Everything that a step can change; the words of the catalogue, which are many, are compared at the end.
fn same(one: &State, other: &State) -> bool {
    (&one.borrowing, &one.lending, &one.loans, &one.letters)
        == (&other.borrowing, &other.lending, &other.loans, &other.letters)
        && (&one.users, &one.partners, &one.publishing) == (&other.users, &other.partners, &other.publishing)
        && (&one.catalog.items, &one.catalog.holdings) == (&other.catalog.items, &other.catalog.holdings)
}

#[test]
fn after_every_step_of_a_random_walk_the_journal_gives_the_same_state() {
    let mut alma = east();
    let mut lines = alma.take_journal();
    let mut shadow = replayed(&lines);
    let mut dice = Dice(0x2545_F491_4F6C_DD1D);
    for step in 0..250 {
        random_step(&mut alma, &mut dice, NOW + step * HOUR);
        let new = alma.take_journal();
        new.iter().for_each(|line| shadow.replay(line).unwrap());
        lines.extend(new);
        assert!(same(alma.state(), shadow.state()), "step {step}: {:?}", lines.last());
    }
    assert!(lines.len() > 50, "only {} acts", lines.len());
    assert!(*replayed(&lines).state() == *alma.state());
}

#[test]
fn questions_and_refusals_are_not_in_the_journal() {
    let mut alma = east();
    alma.take_journal();
    send(&mut alma, lookup(PATRON));
    send(&mut alma, check_in("nothing"));
    desk(&mut alma, "scan", "barcode=nothing");
    assert!(alma.take_journal().is_empty());
}

#[test]
fn a_message_in_another_character_set_is_replayed() {
    let mut alma = east();
    let mut message = accept("BF-1", "BF-1", PATRON);
    let fields = message.item_optional_fields.as_mut().unwrap();
    fields.bibliographic_description.as_mut().unwrap().title = Some("Größe und Überfluß".to_owned());
    send(&mut alma, Request::AcceptItem(message));
    let again = replayed(&alma.take_journal());
    assert_eq!(look(&again).borrowing_requests[0].title, "Größe und Überfluß");
}

#[test]
fn a_journal_of_something_else_is_refused() {
    let mut alma = east();
    let founding = alma.take_journal().remove(0);
    assert_eq!(founded_at(&founding), Some(NOW));
    let mut other = Alma::new(Setup::sample(Institution::West, NOW));
    assert_eq!(other.replay(&founding), Err(ReplayError::OtherFounding));
    let mut later = Alma::new(Setup::sample(Institution::East, NOW + 1));
    assert_eq!(later.replay(&founding), Err(ReplayError::OtherFounding));
    assert!(matches!(alma.replay("{\"at\":1"), Err(ReplayError::Unreadable(_))));
    assert_eq!(founded_at("garbage"), None);

    let mut message = accept("BF-1", "BF-1", PATRON);
    message.request_id = Some(RequestId::new("BF-1"));
    send(&mut alma, Request::AcceptItem(message));
    let line = alma.take_journal().remove(0);
    assert!(matches!(alma.replay(&line), Err(ReplayError::Refused(words)) if words.contains("Already Exist")));
}
