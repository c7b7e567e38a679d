//! Local NCIP settings: where the library system listens, and who we say we are.

use reqwest::Url;
use store::LibraryId;

use super::section::{FormSection, TestForm};
use crate::platform::Platform;
use crate::settings::{LibrarySettings, LocalNcip};
use crate::web::desk::field::Field;
use crate::web::desk::forms::{FieldErrors, Fields};

impl FormSection for LocalNcip {
    const TITLE: &'static str = "Local NCIP settings";
    const ABOUT: &'static [&'static str] = &[
        "Alma knows this platform as a resource sharing partner with the profile type NCIP: Fulfillment > Resource Sharing > Partners. Make that partner first.",
        "Leave all four fields empty while no library system is connected.",
    ];

    fn fields(&self) -> Vec<Field> {
        vec![
            Field::line("server_address", "NCIP server address")
                .with_hint("https://<alma_domain>/view/NCIPServlet, where <alma_domain> is the host in the address bar when you work in Alma (not in Primo).")
                .with_value(&self.server_address)
                .unmarked(),
            Field::line("app_profile", "NCIP app profile")
                .with_hint("In Alma: Fulfillment > Resource Sharing > Partners, the Code of the partner (not its Name). Upper and lower case count.")
                .with_value(&self.app_profile)
                .unmarked(),
            Field::line("from_agency", "NCIP from agency")
                .with_hint("Your institution code, such as 01UNIV_INST. In Alma: Configuration > General > General Configuration > Institution; in Primo VE, the part of vid before the colon.")
                .with_value(&self.from_agency)
                .unmarked(),
            Field::line("to_agency", "NCIP to agency")
                .with_hint("The institution code again, or an ISIL of the institution or library in Alma. Empty: the same as above.")
                .with_value(&self.to_agency)
                .unmarked(),
        ]
    }

    fn known(platform: &Platform, _: LibraryId, settings: &LibrarySettings) -> Option<String> {
        Some(format!(
            "For renewals that patrons ask for in Primo, write {}/ncip/{} into Broker System NCIP URL of the partner in Alma.",
            platform.options().public_address,
            settings.code
        ))
    }

    fn read(form: &Fields) -> Result<Self, FieldErrors> {
        let text = |name| form.text(name).to_owned();
        let mut section = Self {
            server_address: text("server_address"),
            app_profile: text("app_profile"),
            from_agency: text("from_agency"),
            to_agency: text("to_agency"),
        };
        if section == Self::default() {
            return Ok(section);
        }
        let mut errors = FieldErrors::default();
        if let Some(words) = wrong_address(&section.server_address) {
            errors.add("server_address", words);
        }
        if section.app_profile.is_empty() {
            errors.add("app_profile", "Enter the Code of the partner in Alma.");
        } else if section.app_profile.contains(char::is_whitespace) {
            errors.add("app_profile", "The Code of a partner has no blanks. Copy the Code, not the Name.");
        }
        if section.from_agency.is_empty() {
            errors.add("from_agency", "Enter your institution code, such as 01UNIV_INST.");
        }
        if section.to_agency.is_empty() {
            section.to_agency = section.from_agency.clone();
        }
        errors.or(section)
    }

    fn test() -> Option<TestForm> {
        let field = patron_field().with_hint("The id of a patron of your library, as the partner's User identifier type in Alma says: primary identifier or barcode.");
        Some(TestForm { field, label: "Test without saving: look up the patron" })
    }
}

/// The patron whom a test looks up.
#[must_use]
pub fn patron_field() -> Field {
    Field::line("patron_id", "Patron id for the test").unmarked()
}

/// What is wrong with a web address, in words.
pub fn wrong_address(text: &str) -> Option<&'static str> {
    match Url::parse(text) {
        _ if text.is_empty() => Some("Enter the address."),
        Ok(url) if matches!(url.scheme(), "http" | "https") && url.has_host() => None,
        _ => Some("Enter the whole address with https:// in front."),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: [(&str, &str); 3] = [
        ("server_address", "https://univ.alma.example/view/NCIPServlet"),
        ("app_profile", "BOOKFERRY"),
        ("from_agency", "01UNIV_INST"),
    ];

    #[test]
    fn the_agency_that_is_left_out_is_the_same_as_the_other() {
        let section = LocalNcip::read(&Fields::from_pairs(&GOOD)).unwrap();
        assert_eq!(section.to_agency, "01UNIV_INST");
    }

    #[test]
    fn a_library_without_library_system_leaves_everything_empty() {
        assert_eq!(LocalNcip::read(&Fields::default()), Ok(LocalNcip::default()));
    }

    #[test]
    fn each_mistake_is_named_beside_its_field() {
        for (field, value) in [
            ("server_address", "univ.alma.example/view/NCIPServlet"),
            ("server_address", "ftp://univ.alma.example/"),
            ("server_address", ""),
            ("app_profile", "Book Ferry"),
            ("app_profile", ""),
            ("from_agency", ""),
        ] {
            let typed: Vec<(&str, &str)> =
                GOOD.map(|(name, good)| (name, if name == field { value } else { good })).to_vec();
            let errors = LocalNcip::read(&Fields::from_pairs(&typed)).expect_err(field);
            assert!(errors.of(field).is_some(), "{field} {value}");
        }
    }
}
