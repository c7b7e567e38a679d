//! Users of the sample, and a handful for an Alma made from a file.

use crate::moment::DAY;
use crate::sample::SamplePatron;
use crate::state::User;

pub(super) fn user(patron: SamplePatron, now: i64) -> User {
    User {
        pin: pin_of(&patron.barcode),
        primary_id: patron.primary_id,
        barcode: patron.barcode,
        university_id: patron.university_id,
        first_name: patron.first_name,
        last_name: patron.last_name,
        group: patron.group,
        active: patron.active,
        expires: now + i64::from(patron.expires_in_days) * DAY,
        block: patron.block,
        email: patron.email,
    }
}

/// The last four digits of the barcode.
fn pin_of(barcode: &str) -> String {
    barcode.get(barcode.len().saturating_sub(4)..).unwrap_or(barcode).to_owned()
}

/// Primary identifier, given name, family name, group, days until the account ends, block, active.
type Row = (&'static str, &'static str, &'static str, &'static str, i64, Option<&'static str>, bool);

const PEOPLE: [Row; 6] = [
    ("patron1", "Ada", "Fairweather", "STUDENT", 365, None, true),
    ("patron2", "Benno", "Quill", "FACULTY", 365, None, true),
    ("patron3", "Chandra", "Lodestone", "STAFF", 365, None, true),
    ("blocked", "Dora", "Overdue", "STUDENT", 365, Some("Unpaid fines"), true),
    ("expired", "Egil", "Lapsed", "STUDENT", -30, None, true),
    ("inactive", "Fay", "Gone", "STUDENT", 365, None, false),
];

/// Three who may borrow, one blocked, one expired, one inactive.
pub(super) fn invented(now: i64) -> Vec<User> {
    let user = |(place, row): (usize, Row)| {
        let (primary_id, first_name, last_name, group, days, block, active) = row;
        let barcode = format!("2000000000{:04}", place + 1);
        User {
            pin: pin_of(&barcode),
            primary_id: primary_id.to_owned(),
            university_id: format!("U{:05}", place + 1),
            barcode,
            first_name: first_name.to_owned(),
            last_name: last_name.to_owned(),
            group: group.to_owned(),
            active,
            expires: now + days * DAY,
            block: block.map(str::to_owned),
            email: format!("{primary_id}@library.example"),
        }
    };
    PEOPLE.into_iter().enumerate().map(user).collect()
}
