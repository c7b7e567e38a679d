//! The circle by script: to the end in one go, and to the same end when the process is killed again and again.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};

const PROGRAM: &str = env!("CARGO_BIN_EXE_bookferry");

#[test]
fn the_script_walks_every_story_and_nothing_is_left_over() {
    let data = tempfile::tempdir().expect("a folder");
    let output = script(data.path()).output().expect("the program starts");
    let (steps, summary) = (text(&output.stdout), text(&output.stderr));
    assert!(output.status.success(), "{steps}\n{summary}");
    assert!(!steps.contains("FAILED"), "{steps}");
    let last = summary.lines().last().unwrap_or_default();
    assert!(last.starts_with("circle: ") && last.contains(" steps, 0 failed, "), "{summary}");
    assert!(data.path().join("final.json").exists());
}

/// Each run is killed at another moment: after a number of lines of the script and a number of turns of a loop, so that the kill falls
/// into the step that follows.
#[test]
fn a_script_that_is_killed_at_any_moment_ends_in_the_same_state() {
    let (killed, whole) = (tempfile::tempdir().expect("a folder"), tempfile::tempdir().expect("a folder"));
    let mut seed = 0x2545_F491_4F6C_DD1D_u64;
    for lines in [1, 3, 2, 4, 1, 3, 2, 5] {
        seed = next(seed);
        kill_after(script(killed.path()), lines, seed % 40_000_000);
    }
    let output = script(killed.path()).output().expect("the program starts");
    assert!(output.status.success(), "{}\n{}", text(&output.stdout), text(&output.stderr));
    let output = script(whole.path()).output().expect("the program starts");
    assert!(output.status.success(), "{}\n{}", text(&output.stdout), text(&output.stderr));
    assert_eq!(end_of(killed.path()), end_of(whole.path()));
}

fn script(data: &Path) -> Command {
    let mut command = Command::new(PROGRAM);
    command.args(["demo", "--script", "--data"]).arg(data).env("RUST_LOG", "error");
    command
}

fn kill_after(mut command: Command, lines: usize, turns: u64) {
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().expect("the program starts");
    let out = BufReader::new(child.stdout.take().expect("standard output"));
    // Lines of steps that an earlier run ended come at once and do not count.
    let mut new = out.lines().map_while(Result::ok).filter(|line| !line.contains("(in an earlier run)"));
    for _ in 0..lines {
        if new.next().is_none() {
            break;
        }
    }
    for turn in 0..turns {
        std::hint::black_box(turn);
    }
    kill(&mut child);
}

/// SIGKILL: the process can do nothing about it.
fn kill(child: &mut Child) {
    let _ = child.kill();
    child.wait().expect("the process ends");
}

fn end_of(data: &Path) -> String {
    std::fs::read_to_string(data.join("final.json")).expect("the script wrote the final state")
}

fn next(seed: u64) -> u64 {
    let seed = seed ^ (seed << 13);
    let seed = seed ^ (seed >> 7);
    seed ^ (seed << 17)
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}
