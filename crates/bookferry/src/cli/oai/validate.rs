//! `bookferry oai validate`: a repository against OAI-PMH 2.0, requirement by requirement.
//!
//! A few dozen requests, one at a time. Each finding has the section of the protocol that it is about,
//! <http://www.openarchives.org/OAI/openarchivesprotocol.html>.

mod envelope;
mod identity;
mod lists;
mod model;
mod probe;
mod records;
mod refusals;
mod report;

use clap::Args;

use self::identity::Identity;
use self::lists::Asked;
use self::probe::Probe;
use self::report::{Problem, Report};
use super::connection::{Connection, ConnectionArguments};
use super::{End, Outcome, Stop, runtime};

#[derive(Debug, Args)]
pub struct Arguments {
    /// Base address, such as `https://<alma_domain>/view/oai/01UNIV_INST/request`
    url: String,
    /// The set to list; without it everything, or the first set where a repository wants one
    #[arg(long)]
    set: Option<String>,
    /// The metadata format to list; without it the first that the repository names
    #[arg(long)]
    prefix: Option<String>,
    /// Pages of a list that are read
    #[arg(long, value_name = "N", default_value_t = 5, value_parser = clap::value_parser!(u32).range(1..=1_000))]
    pages: u32,
    /// One JSON object a line instead of words
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    connection: ConnectionArguments,
}

pub fn run(arguments: &Arguments) -> Outcome {
    runtime()?.block_on(validate(arguments))
}

async fn validate(arguments: &Arguments) -> Outcome {
    let mut probe = Probe::new(&arguments.url, Connection::open(&arguments.connection)?);
    let mut report = Report::new(arguments.json);
    if let Some(identity) = Identity::check(&mut probe, &mut report).await? {
        let asked = Asked::find(arguments, &identity, &mut probe, &mut report).await?;
        refusals::check(&asked, &identity, &mut probe, &mut report).await?;
        let list = lists::check(&asked, &identity, arguments.pages, &mut probe, &mut report).await?;
        records::check(&asked, &identity, &list, &mut probe, &mut report).await?;
        transport(&identity, &mut probe, &mut report).await?;
    }
    probe.envelope.tell(&mut report);
    eprintln!("{}", report.last_line());
    Ok(if report.failed == 0 { End::Done } else { End::SomethingFailed })
}

/// POST and compression.
async fn transport(identity: &Identity, probe: &mut Probe, report: &mut Report) -> Result<(), Stop> {
    let posted = probe.post(&[("verb", "Identify")]).await?;
    let same = posted.response.as_ref().map(|response| &response.body)
        == Some(&oai_pmh::Body::Identify(identity.said.clone()));
    let seen = format!("HTTP status {}", posted.status);
    report.tell("3.1.1", "a POST is answered as a GET is", same.then_some(seen.clone()).ok_or(Problem::failed(seen)));
    let offers = identity.said.compression.iter().any(|encoding| encoding == "gzip");
    let outcome = match (offers, probe.envelope.compressed > 0) {
        (true, true) => Ok(format!("{} answers in gzip", probe.envelope.compressed)),
        (true, false) => Err(Problem::warning("Identify offers gzip, and no answer came so")),
        (false, true) => Err(Problem::warning("answers come in gzip, which Identify does not offer")),
        (false, false) => Ok("none is offered".to_owned()),
    };
    report.tell("3.1.3", "a compression that Identify offers is used when it is asked for", outcome);
    Ok(())
}
