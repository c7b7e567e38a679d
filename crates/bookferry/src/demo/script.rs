//! `bookferry demo --script`: walks the circle over the real protocols and asserts after each step what both library systems and both
//! sides of the request hold.
//!
//! The script can be killed at any moment and started again on the same data: how far it came is kept in a file, and the step that was
//! under way is taken up. A step that turns out to be done already is not done again.

mod bookmark;
mod choice;
mod ending;
mod stories;
mod world;

use std::path::Path;
use std::time::Instant;

pub use world::World;

use super::Demo;
use bookmark::Bookmark;

/// How a script ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Tally {
    /// Steps taken.
    pub steps: usize,
    /// Steps whose expectation was not met.
    pub failed: usize,
}

/// Why a step failed: what was expected and what was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unmet(pub String);

impl<E: std::fmt::Display> From<E> for Unmet {
    fn from(fault: E) -> Self {
        Self(fault.to_string())
    }
}

/// What a check found: words for the line of the step, or what is missing.
pub type Checked = Result<String, Unmet>;

/// Walks all stories; prints a line a step on standard output and the tally on standard error.
pub async fn run(demo: &Demo, data: &Path) -> Tally {
    let begin = Instant::now();
    let mut script = Script { world: World::new(demo), bookmark: Bookmark::open(data), at: 0, failed: 0 };
    // A story whose step failed cannot go on; the tally says so.
    let walked = stories::walk(&mut script).await;
    let written = match walked {
        Ok(()) => ending::write(&script.world, data).await,
        stopped => stopped,
    };
    if let Err(Unmet(words)) = written {
        script.failed = script.failed.max(1);
        eprintln!("the script stopped: {words}");
    }
    let tally = Tally { steps: script.at, failed: script.failed };
    eprintln!("circle: {} steps, {} failed, {:.1} s", tally.steps, tally.failed, begin.elapsed().as_secs_f64());
    tally
}

/// A walk under way.
pub(crate) struct Script<'a> {
    world: World<'a>,
    bookmark: Bookmark,
    at: usize,
    failed: usize,
}

impl<'a> Script<'a> {
    /// Takes one step: does something, unless an earlier run did, and waits until the world is as expected.
    ///
    /// # Errors
    /// [`Unmet`] when the expectation is not met in time; the line `FAILED` has been printed then.
    async fn step<D, C>(&mut self, name: &str, does: D, check: C) -> Result<(), Unmet>
    where
        D: AsyncFnOnce(&World<'a>) -> Result<(), Unmet>,
        C: AsyncFn(&World<'a>) -> Checked,
    {
        self.at += 1;
        if self.bookmark.is_behind(self.at) {
            println!("ok      {name} (in an earlier run)");
            return Ok(());
        }
        let resumed = self.bookmark.is_under_way(self.at);
        self.bookmark.begin(self.at)?;
        let already_so = resumed && check(&self.world).await.is_ok();
        let done = if already_so { Ok(()) } else { does(&self.world).await };
        // What an interrupted run did may be refused a second time; the expectation decides.
        let outcome = match done {
            Err(fault) if !resumed => Err(fault),
            _ => self.world.until(&check).await,
        };
        match outcome {
            Ok(words) => {
                println!("ok      {name}: {words}");
                self.bookmark.end(self.at)
            }
            Err(Unmet(words)) => {
                self.failed += 1;
                println!("FAILED  {name}: {words}");
                Err(Unmet(format!("{name}: {words}")))
            }
        }
    }
}
