//! The circulation switches by the names that users of Tipasa know. They are other words for settings of Host LMS integration and Fees.

use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::get;

use super::section::SectionPage;
use crate::platform::Platform;
use crate::settings::{FeeWay, Fees, HostLms, ServiceRoute};
use crate::web::desk::field::Field;
use crate::web::desk::forms::{Fields, page};
use crate::web::error::PageError;
use crate::web::forms::{Said, done};
use crate::web::visitor::{Administrator, check_form};

/// Where the page is.
const ADDRESS: &str = "/settings/circulation-switches";

/// The page and its form.
pub fn routes() -> Router<Platform> {
    Router::new().route(ADDRESS, get(show).post(save))
}

async fn show(
    administrator: Administrator,
    said: Said,
    State(platform): State<Platform>,
) -> Result<Response, PageError> {
    let library = administrator.library_id();
    let (host, fees): (HostLms, Fees) = (platform.section(library).await?, platform.section(library).await?);
    let template =
        SectionPage::of_fields(&administrator, "Circulation integration", ABOUT, ADDRESS, fields(&host, &fees));
    Ok(said.once(page(StatusCode::OK, &template.said(&said))?))
}

const ABOUT: &[&str] = &[
    "These four switches have the names of Tipasa’s page. They are short for what stands under Host LMS integration and Fees: on is NCIP, off is off; what is done by hand there counts as on and stays so.",
];

fn fields(host: &HostLms, fees: &Fees) -> Vec<Field> {
    vec![
        Field::switch("create_items", "Borrowing: create temporary items", is_on(host.accept_item)),
        Field::switch("charge_fees", "Borrowing: charge fees", fees.way != FeeWay::Off),
        Field::switch("check_out", "Lending: check out items", is_on(host.check_out_item)),
        Field::switch("check_in", "Lending: check in items", is_on(host.check_in_item))
            .with_hint("Also when a borrowed item goes back: its temporary item is removed."),
    ]
}

fn is_on(route: ServiceRoute) -> bool {
    route != ServiceRoute::Off
}

async fn save(
    administrator: Administrator,
    State(platform): State<Platform>,
    form: Fields,
) -> Result<Response, PageError> {
    check_form(&administrator.person, form.csrf())?;
    let (library, by) = (administrator.library_id(), &administrator.person.username);
    let (mut host, mut fees): (HostLms, Fees) = (platform.section(library).await?, platform.section(library).await?);
    switch(&form, &mut host, &mut fees);
    platform.put_section(library, &host, by).await?;
    platform.put_section(library, &fees, by).await?;
    Ok(done(ADDRESS, "Saved. Calls from now on follow these settings."))
}

fn switch(form: &Fields, host: &mut HostLms, fees: &mut Fees) {
    let turn = |name: &str, route: &mut ServiceRoute| match (form.is_ticked(name), is_on(*route)) {
        (true, false) => *route = ServiceRoute::Ncip,
        (false, true) => *route = ServiceRoute::Off,
        _ => {}
    };
    turn("create_items", &mut host.accept_item);
    turn("check_out", &mut host.check_out_item);
    turn("check_in", &mut host.check_in_item);
    match (form.is_ticked("charge_fees"), fees.way) {
        // Alma has no message of NCIP for it.
        (true, FeeWay::Off) if host.host_lms == "Alma" => fees.way = FeeWay::Rest,
        (true, FeeWay::Off) => fees.way = FeeWay::Ncip,
        (false, _) => fees.way = FeeWay::Off,
        (true, _) => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_switch_that_stays_leaves_what_it_stands_for_as_it_is() {
        let mut host =
            HostLms { accept_item: ServiceRoute::Manual, check_in_item: ServiceRoute::Off, ..HostLms::default() };
        let mut fees = Fees { way: FeeWay::Ncip, ..Fees::default() };
        let form = Fields::from_pairs(&[("create_items", "1"), ("charge_fees", "1"), ("check_in", "1")]);
        switch(&form, &mut host, &mut fees);
        assert_eq!(host.accept_item, ServiceRoute::Manual);
        assert_eq!((host.check_out_item, host.check_in_item), (ServiceRoute::Off, ServiceRoute::Ncip));
        assert_eq!(fees.way, FeeWay::Ncip);
        switch(&Fields::from_pairs(&[]), &mut host, &mut fees);
        assert_eq!(fees.way, FeeWay::Off);
        switch(&form, &mut host, &mut fees);
        assert_eq!(fees.way, FeeWay::Rest, "Alma is asked over REST");
    }
}
