//! What the start page of the demonstration tells.

use super::accounts::actors;
use super::libraries::Member;
use crate::simulators::Simulator;

/// The password of every account of the demonstration.
pub const PASSWORD: &str = "ferry";
/// The operator's user name.
pub const OPERATOR: &str = "operator";

/// The demonstration as its start page explains it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tour {
    /// The libraries.
    pub libraries: Vec<TourLibrary>,
    /// The password of every account.
    pub password: String,
    /// The operator's user name.
    pub operator: String,
}

/// One library of the demonstration.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TourLibrary {
    /// Code in request numbers: `EAST`.
    pub code: String,
    /// Name for people.
    pub name: String,
    /// Alma institution code.
    pub institution: String,
    /// Address of its simulated Alma, without a slash at the end.
    pub alma_address: String,
    /// Host and port of its Z39.50 server.
    pub z3950_address: String,
    /// Who can sign in.
    pub actors: Vec<Actor>,
}

/// Somebody who can sign in.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Actor {
    /// The user name.
    pub username: String,
    /// The name on pages.
    pub name: String,
    /// `patron`, `staff`, `administrator`.
    pub role: String,
    /// What is special about them, in words; may be empty.
    pub note: String,
}

impl Tour {
    pub(super) fn new(members: &[Member], almas: &[Simulator]) -> Self {
        let library = |(member, alma): (&Member, &Simulator)| TourLibrary {
            code: member.code.to_owned(),
            name: member.institution.name().to_owned(),
            institution: member.institution.code().to_owned(),
            alma_address: format!("http://{}", alma.http),
            z3950_address: alma.z3950.to_string(),
            actors: actors(member)
                .into_iter()
                .map(|account| Actor {
                    username: account.username,
                    name: account.name,
                    role: account.role.name().to_owned(),
                    note: account.note.to_owned(),
                })
                .collect(),
        };
        Self {
            libraries: members.iter().zip(almas).map(library).collect(),
            password: PASSWORD.to_owned(),
            operator: OPERATOR.to_owned(),
        }
    }
}
