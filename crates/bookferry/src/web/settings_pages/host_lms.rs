//! Host LMS integration: which library system, and how each of its services is reached.

use super::local_ncip::patron_field;
use super::section::{FormSection, TestForm};
use crate::settings::{HostLms, ServiceRoute};
use crate::web::desk::field::Field;
use crate::web::desk::forms::{FieldErrors, Fields};

/// The library systems that can be chosen: the stored name and the words.
const SYSTEMS: &[(&str, &str)] = &[
    ("Alma", "Alma"),
    ("Evergreen", "Evergreen"),
    ("FOLIO", "FOLIO"),
    ("Koha", "Koha"),
    ("Polaris", "Polaris"),
    ("Sierra", "Sierra"),
    ("Symphony", "Symphony"),
    ("WMS", "WorldShare Management Services"),
    ("Generic NCIP 2", "Generic NCIP 2"),
    ("None", "None: staff do everything by hand in the library system"),
];

impl FormSection for HostLms {
    const TITLE: &'static str = "Host LMS integration";
    const ABOUT: &'static [&'static str] = &[
        "Your library system follows what happens at the desk by NCIP: a loan is noted there when you ship, a temporary item is made there when something arrives.",
        "A service that is done by hand stays on the request's page as a task until you say that it is done. A service that is off is not missed.",
    ];

    fn fields(&self) -> Vec<Field> {
        vec![
            Field::choice("host_lms", "Host LMS", SYSTEMS.iter().copied()).with_value(&self.host_lms).needed(),
            service("lookup_user", "Borrowing: look up the patron (LookupUser)", self.lookup_user)
                .with_hint("Before a request leaves: may the patron borrow? When this is not NCIP, nobody is checked."),
            service("note_request", "Borrowing: note the request at once (RequestItem)", self.note_request)
                .with_hint("As soon as the patron may borrow: makes a borrowing request in Alma, which the patron sees. It is taken back when nobody can supply. Most libraries leave it off."),
            service("accept_item", "Borrowing: take the item in (AcceptItem)", self.accept_item)
                .with_hint("When the item arrives: makes the temporary item and the hold for the patron."),
            service("request_item", "Lending: reserve the item (RequestItem)", self.request_item)
                .with_hint("When the item is promised: places a hold on it. In Alma this makes a lending request; most libraries leave it off."),
            service("check_out_item", "Lending: lend the item (CheckOutItem)", self.check_out_item)
                .with_hint("When the item leaves."),
            service("check_in_item", "Both: check the item in (CheckInItem)", self.check_in_item)
                .with_hint("When the item goes back (the temporary item is removed) or is home again."),
        ]
    }

    fn read(form: &Fields) -> Result<Self, FieldErrors> {
        let mut errors = FieldErrors::default();
        let host_lms = form.text("host_lms").to_owned();
        if !SYSTEMS.iter().any(|(name, _)| *name == host_lms) {
            errors.add("host_lms", "Choose your library system.");
        }
        let mut route = |name: &'static str| {
            ServiceRoute::from_name(form.text(name)).unwrap_or_else(|| {
                errors.add(name, "Choose how this service is reached.");
                ServiceRoute::Off
            })
        };
        let section = Self {
            host_lms,
            lookup_user: route("lookup_user"),
            note_request: route("note_request"),
            accept_item: route("accept_item"),
            request_item: route("request_item"),
            check_out_item: route("check_out_item"),
            check_in_item: route("check_in_item"),
        };
        errors.or(section)
    }

    fn test() -> Option<TestForm> {
        let field = patron_field()
            .with_hint("The id of a patron of your library. The message goes where the Local NCIP settings say.");
        Some(TestForm { field, label: "Test without saving: look up the patron" })
    }
}

fn service(name: &'static str, label: &str, route: ServiceRoute) -> Field {
    Field::choice(name, label, ServiceRoute::ALL.map(|route| (route.name(), route.label())))
        .with_value(route.name())
        .needed()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_form_gives_back_what_it_shows() {
        let before = HostLms { request_item: ServiceRoute::Manual, host_lms: "None".into(), ..HostLms::default() };
        let fields = before.fields();
        let pairs: Vec<(&str, &str)> = fields.iter().map(|field| (field.name, field.value.as_str())).collect();
        assert_eq!(HostLms::read(&Fields::from_pairs(&pairs)), Ok(before));
    }

    #[test]
    fn an_unknown_choice_is_refused_beside_its_field() {
        let errors = HostLms::read(&Fields::from_pairs(&[("host_lms", "Aleph"), ("lookup_user", "fax")])).unwrap_err();
        assert!(errors.of("host_lms").is_some() && errors.of("lookup_user").is_some());
    }
}
