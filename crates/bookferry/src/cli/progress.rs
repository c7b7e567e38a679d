//! Progress on standard error: a bar on a terminal, now and then a plain line otherwise.

use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressStyle};

const PLAIN_LINE_EVERY: Duration = Duration::from_secs(10);
const WITH_TOTAL: &str = "{msg} {wide_bar} {human_pos}/{human_len} {eta}";
const WITHOUT_TOTAL: &str = "{spinner} {msg} {human_pos} {per_sec}";

/// The progress of one piece of work.
pub struct Progress {
    bar: ProgressBar,
    what: &'static str,
    last_line: Instant,
    on_terminal: bool,
}

impl Progress {
    /// Work on a known number of things, or an unknown one.
    #[must_use]
    pub fn new(what: &'static str, total: Option<u64>) -> Self {
        use std::io::IsTerminal;
        let on_terminal = std::io::stderr().is_terminal();
        let bar = match (on_terminal, total) {
            (false, _) => ProgressBar::hidden(),
            (true, Some(total)) => ProgressBar::new(total).with_style(style(WITH_TOTAL)),
            (true, None) => ProgressBar::new_spinner().with_style(style(WITHOUT_TOTAL)),
        };
        bar.set_message(what);
        Self { bar, what, last_line: Instant::now(), on_terminal }
    }

    /// It has become known how much there is.
    pub fn expect(&mut self, total: u64) {
        if self.on_terminal && self.bar.length() != Some(total) {
            self.bar.set_length(total);
            self.bar.set_style(style(WITH_TOTAL));
        }
    }

    /// So much is done.
    pub fn at(&mut self, position: u64) {
        self.bar.set_position(position);
        if !self.on_terminal && self.last_line.elapsed() >= PLAIN_LINE_EVERY {
            self.last_line = Instant::now();
            eprintln!("{} {position}", self.what);
        }
    }

    /// A line for people that does not tear the bar.
    pub fn say(&self, line: &str) {
        self.bar.suspend(|| eprintln!("{line}"));
    }

    /// Takes the bar away and prints the last line.
    pub fn finish(self, line: &str) {
        self.bar.finish_and_clear();
        eprintln!("{line}");
    }
}

fn style(template: &str) -> ProgressStyle {
    ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar())
}
