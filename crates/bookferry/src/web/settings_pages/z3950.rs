//! Z39.50 settings: where the catalogue can be asked.

use super::section::{FormSection, TestForm};
use crate::association::Target;
use crate::settings::Z3950;
use crate::web::desk::field::Field;
use crate::web::desk::forms::{FieldErrors, Fields};

impl FormSection for Z3950 {
    const TITLE: &'static str = "Z39.50 settings";
    const ABOUT: &'static [&'static str] = &[
        "When another library asks for something, the catalogue is asked over Z39.50 whether a copy is on the shelf.",
        "In Alma the server is switched on by an integration profile of the type Z39.50 Server: Configuration > General > External Systems > Integration Profiles.",
    ];

    fn fields(&self) -> Vec<Field> {
        let hint = "http://<alma_domain>:1921/01UNIV_INST, where 01UNIV_INST is your institution code. Empty: staff look for themselves.";
        vec![
            Field::line("server_address", "Z39.50 server address")
                .with_hint(hint)
                .with_value(&self.server_address)
                .unmarked(),
        ]
    }

    fn read(form: &Fields) -> Result<Self, FieldErrors> {
        let server_address = form.text("server_address").to_owned();
        if server_address.is_empty() {
            return Ok(Self::default());
        }
        if server_address.contains(char::is_whitespace) {
            return Err(FieldErrors::one("server_address", "The address has a blank in it."));
        }
        match Target::parse(&server_address) {
            Ok(target) if target.database == "Default" => Err(FieldErrors::one(
                "server_address",
                "Add the institution code as database, such as /01UNIV_INST, at the end.",
            )),
            Ok(_) => Ok(Self { server_address }),
            Err(fault) => Err(FieldErrors::one("server_address", format!("This address cannot be used: {fault}."))),
        }
    }

    fn test() -> Option<TestForm> {
        let field = Field::line("query", "ISBN or title for the test")
            .unmarked()
            .with_hint("Something that your library has on the shelf.");
        Some(TestForm { field, label: "Test without saving: search the catalogue" })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(address: &str) -> Result<Z3950, FieldErrors> {
        Z3950::read(&Fields::from_pairs(&[("server_address", address)]))
    }

    #[test]
    fn the_address_is_taken_as_alma_s_documentation_writes_it() {
        for address in ["http://univ.alma.example:1921/01UNIV_INST", "univ.alma.example:1921/01UNIV_INST", ""] {
            assert_eq!(read(address).map(|section| section.server_address).as_deref(), Ok(address));
        }
    }

    #[test]
    fn an_address_that_cannot_work_is_refused() {
        for address in [
            "http://univ.alma.example:1921",
            "univ.alma.example:many/01UNIV_INST",
            ":1921/01UNIV_INST",
            "univ alma:1921/A",
        ] {
            assert!(read(address).is_err(), "{address}");
        }
    }
}
