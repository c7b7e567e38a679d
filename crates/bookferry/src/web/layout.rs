//! What every page shares: the masthead, the menu of the visitor's role, one-time messages.

use super::assets;
use super::visitor::{Role, Visitor};
use crate::clock::zone_name;

/// The frame around a page. Templates reach it as `layout`.
#[derive(Debug, Clone, Default)]
pub struct Layout {
    /// The library, or empty where no library is chosen.
    pub place: String,
    /// The signed-in person's name; empty for strangers.
    pub person: String,
    /// The token that every form of this session carries.
    pub csrf: String,
    /// The zone of the times on the page, for people who are signed in.
    pub zone: String,
    role: Option<Role>,
    path: String,
    messages: Vec<Message>,
}

/// One entry of the menu.
#[derive(Debug, Clone, Copy)]
pub struct MenuItem {
    /// Where it leads.
    pub href: &'static str,
    /// What it says.
    pub label: &'static str,
}

/// Words shown once at the top of a page.
#[derive(Debug, Clone)]
pub struct Message {
    /// A class of the design system: `good`, `warn`, `bad` or empty.
    pub kind: &'static str,
    /// The words.
    pub words: String,
}

impl Layout {
    /// The frame for a visitor on the page at `path`.
    #[must_use]
    pub fn new(visitor: &Visitor, path: &str) -> Self {
        Self {
            place: visitor.library_name().to_owned(),
            person: visitor.name().to_owned(),
            csrf: visitor.csrf().to_owned(),
            zone: visitor.person().map(|person| zone_name(&person.zone).to_owned()).unwrap_or_default(),
            role: visitor.role(),
            path: path.to_owned(),
            messages: Vec::new(),
        }
    }

    /// Adds words at the top of the page.
    #[must_use]
    pub fn with_message(mut self, kind: &'static str, words: impl Into<String>) -> Self {
        self.messages.push(Message { kind, words: words.into() });
        self
    }

    /// The messages to show.
    #[must_use]
    pub fn messages(&self) -> &[Message] {
        &self.messages
    }

    /// Whether somebody is signed in.
    #[must_use]
    pub fn signed_in(&self) -> bool {
        self.role.is_some()
    }

    /// Whether an administrator looks at it.
    #[must_use]
    pub fn is_administrator(&self) -> bool {
        self.role == Some(Role::Administrator)
    }

    /// The menu of the visitor's role.
    #[must_use]
    pub fn menu(&self) -> &'static [MenuItem] {
        const SEARCH: MenuItem = MenuItem { href: "/search", label: "Search" };
        const MINE: MenuItem = MenuItem { href: "/my/requests", label: "My requests" };
        const QUEUE: MenuItem = MenuItem { href: "/desk", label: "Requests" };
        const SCAN: MenuItem = MenuItem { href: "/desk/scan", label: "Scan" };
        const SETTINGS: MenuItem = MenuItem { href: "/settings", label: "Settings" };
        const OPERATOR: MenuItem = MenuItem { href: "/operator", label: "Installation" };
        match self.role {
            None => &[SEARCH],
            Some(Role::Patron) => &[SEARCH, MINE],
            Some(Role::Staff) => &[QUEUE, SCAN, SEARCH],
            Some(Role::Administrator) => &[QUEUE, SCAN, SEARCH, SETTINGS],
            Some(Role::Operator) => &[OPERATOR, SEARCH],
        }
    }

    /// Whether a menu entry is the page's own.
    #[must_use]
    pub fn is_current(&self, href: &&str) -> bool {
        let longest = self
            .menu()
            .iter()
            .map(|item| item.href)
            .filter(|item| self.path.starts_with(item))
            .max_by_key(|item| item.len());
        longest == Some(*href)
    }

    /// Address of the stylesheet.
    #[must_use]
    pub fn stylesheet(&self) -> String {
        assets::address("bookferry.css")
    }

    /// Address of htmx.
    #[must_use]
    pub fn htmx(&self) -> String {
        assets::address("htmx.js")
    }

    /// Address of our own script.
    #[must_use]
    pub fn script(&self) -> String {
        assets::address("bookferry.js")
    }

    /// The version of the program.
    #[must_use]
    pub fn version(&self) -> &'static str {
        env!("CARGO_PKG_VERSION")
    }
}
