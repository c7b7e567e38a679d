//! Any body to the NCIP servlet: status 200, and what it wrote in the journal can be replayed.
#![no_main]

use std::sync::LazyLock;

use alma_sim::{Alma, HttpRequest, Institution, Setup};
use libfuzzer_sys::fuzz_target;

static EAST: LazyLock<Alma> = LazyLock::new(|| Alma::new(Setup::sample(Institution::East, 0)));

fuzz_target!(|body: &[u8]| {
    let mut alma = EAST.clone();
    let outcome = alma.http(&HttpRequest::post("/view/NCIPServlet", "text/xml", body), 1);
    assert_eq!(outcome.response.map(|response| response.status), Some(200));
    let mut again = EAST.clone();
    for line in alma.take_journal() {
        again.replay(&line).expect("what was done can be done again");
    }
    assert!(again.state() == alma.state());
});
