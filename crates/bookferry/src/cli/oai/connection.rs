//! The line to a repository: who we say we are, how fast we ask, how long we wait.

use std::fs;
use std::path::PathBuf;
use std::time::Duration;

use clap::Args;
use tokio::time::Instant;

use super::Stop;
use crate::outside::{Answer, CallFailure, Introduction, Visitor};

#[derive(Debug, Args)]
pub struct ConnectionArguments {
    /// Whom the operators of the repository can write to, such as a mail address
    #[arg(long, default_value = "command line")]
    contact: String,
    /// A header for every request, as `Name: value`; may be repeated
    #[arg(long, value_name = "HEADER")]
    header: Vec<String>,
    /// Name and password for basic authentication, as `name:password`
    #[arg(long, value_name = "NAME:PASSWORD", env = "BOOKFERRY_OAI_USER", hide_env_values = true)]
    user: Option<String>,
    /// Certificates of the repository's own authority, in PEM form
    #[arg(long, value_name = "FILE")]
    ca: Option<PathBuf>,
    /// Requests a minute at most
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    rate: Option<u32>,
    /// Seconds that one answer may take
    #[arg(long, default_value_t = 300)]
    timeout: u64,
}

/// One request at a time to one repository.
pub struct Connection {
    visitor: Visitor,
    limit: Duration,
    /// Between the beginnings of two requests.
    pause: Duration,
    next: Instant,
}

impl Connection {
    pub fn open(arguments: &ConnectionArguments) -> Result<Self, Stop> {
        let visitor = Visitor::new(&introduction(arguments)?).map_err(Stop::Usage)?;
        let pause = arguments.rate.map_or(Duration::ZERO, |rate| Duration::from_secs(60) / rate);
        Ok(Self { visitor, limit: Duration::from_secs(arguments.timeout), pause, next: Instant::now() })
    }

    pub async fn get(&mut self, url: &str) -> Result<Answer, CallFailure> {
        self.take_turn().await;
        self.visitor.get(url, self.limit).await
    }

    pub async fn post(&mut self, url: &str, form: String) -> Result<Answer, CallFailure> {
        self.take_turn().await;
        self.visitor.post_form(url, form, self.limit).await
    }

    async fn take_turn(&mut self) {
        tokio::time::sleep_until(self.next).await;
        self.next = Instant::now() + self.pause;
    }
}

fn introduction(arguments: &ConnectionArguments) -> Result<Introduction, Stop> {
    let pair = |text: &String, what: &str| match text.split_once(':') {
        Some((name, value)) => Ok((name.trim().to_owned(), value.trim_start().to_owned())),
        None => Err(Stop::Usage(format!("{what} has no colon in it"))),
    };
    let authority = arguments
        .ca
        .as_ref()
        .map(|path| fs::read(path).map_err(|fault| Stop::Usage(format!("{} cannot be read: {fault}", path.display()))));
    Ok(Introduction {
        contact: arguments.contact.clone(),
        headers: arguments.header.iter().map(|text| pair(text, "--header")).collect::<Result<_, _>>()?,
        user: arguments.user.as_ref().map(|text| pair(text, "--user")).transpose()?,
        authority: authority.transpose()?,
    })
}
