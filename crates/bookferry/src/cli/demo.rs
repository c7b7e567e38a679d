//! `bookferry demo`: three simulated libraries and the platform, to try in a browser or to walk by script.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use clap::Args;

use super::{End, Outcome, Stop, log_to_stderr, runtime, until_stopped};
use crate::demo::{Demo, Tour, script};

#[derive(Debug, Args)]
pub struct Arguments {
    /// Where the platform listens
    #[arg(long, value_name = "ADDR", default_value = "127.0.0.1:8080")]
    listen: SocketAddr,
    /// Keep everything here and go on with it at the next start; forgotten at the end when absent
    #[arg(long, value_name = "DIR")]
    data: Option<PathBuf>,
    /// Walk the whole circle by itself on free ports, tell what each library system believes after each step, and leave
    #[arg(long)]
    script: bool,
}

pub fn run(arguments: Arguments) -> Outcome {
    log_to_stderr();
    let folder = Folder::of(&arguments)?;
    runtime()?.block_on(async {
        match arguments.script {
            true => walk(&folder.path).await,
            false => show(&folder.path, arguments.listen).await,
        }
    })
}

async fn show(data: &Path, listen: SocketAddr) -> Outcome {
    let demo = Demo::start(data, listen).await.map_err(Stop::usage)?;
    println!("Bookferry is at {}", demo.address());
    print_tour(&demo.tour);
    until_stopped().await;
    eprintln!("stopping; work under way is finished first");
    demo.stop().await;
    Ok(End::Done)
}

fn print_tour(tour: &Tour) {
    for library in &tour.libraries {
        println!(
            "{} ({}): simulated Alma {}/simulator, simulated Primo {}/primo/search",
            library.name, library.institution, library.alma_address, library.alma_address
        );
        for actor in &library.actors {
            println!("  sign in as {} ({}, {})", actor.username, actor.role, actor.note);
        }
    }
    println!("operator of the installation: {}", tour.operator);
    println!("the password of every account is {}", tour.password);
}

async fn walk(data: &Path) -> Outcome {
    let demo = Demo::start(data, SocketAddr::from(([127, 0, 0, 1], 0))).await.map_err(Stop::usage)?;
    let tally = script::run(&demo, data).await;
    demo.stop().await;
    Ok(if tally.failed == 0 { End::Done } else { End::SomethingFailed })
}

/// The data directory; one of our own making goes away at the end.
struct Folder {
    path: PathBuf,
    is_ours: bool,
}

impl Folder {
    fn of(arguments: &Arguments) -> Result<Self, Stop> {
        if let Some(path) = &arguments.data {
            return Ok(Self { path: path.clone(), is_ours: false });
        }
        let path = std::env::temp_dir().join(format!("bookferry-demo-{}", std::process::id()));
        std::fs::create_dir_all(&path).map_err(Stop::failed)?;
        Ok(Self { path, is_ours: true })
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        if self.is_ours {
            let _ = std::fs::remove_dir_all(&self.path);
        }
    }
}
