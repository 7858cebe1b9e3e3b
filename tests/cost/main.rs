//! What `network!` costs to compile: chains of layers and a residual network, each in a crate of
//! its own that cargo builds from nothing, less what a crate takes that declares no network.
//!
//! `cargo bench -p netform-tests --bench cost [FILTER]`. Printed is the fastest of some builds:
//! others only had to wait longer for the machine.
//!
//! - expansion: the declaration with a mistake at the end of its expansion's input, which stops the
//!   compiler once macros are expanded and names are found;
//! - check: `cargo check`, a debug build's worth of checks;
//! - release: `cargo build --release` of a program that trains the network and predicts.

mod project;
mod sources;

use std::time::Duration;

use project::Project;
use sources::{chain, empty, residual};

/// Builds of which the fastest counts.
const ROUNDS: usize = 3;

/// The times of one crate.
#[derive(Clone, Copy)]
struct Times {
    check: Duration,
    release: Duration,
}

impl Times {
    fn of(project: &Project, source: &str) -> Self {
        project.write(source);
        let fastest =
            |arguments: &[&str]| (0..ROUNDS).map(|_| project.time(arguments)).min().unwrap_or_default();
        Self { check: fastest(&["check"]), release: fastest(&["build", "--release"]) }
    }

    /// What these take beyond others.
    fn over(self, base: Self) -> [f64; 2] {
        let seconds = |own: Duration, base: Duration| own.as_secs_f64() - base.as_secs_f64();
        [seconds(self.check, base.check), seconds(self.release, base.release)]
    }
}

fn main() {
    let project = Project::new();
    let filter = std::env::args().skip(1).find(|argument| !argument.starts_with('-'));
    let base = Times::of(&project, &empty());
    println!(
        "without a network: check {:.2} s, release {:.2} s",
        base.check.as_secs_f64(),
        base.release.as_secs_f64()
    );
    println!("| network | layers | check | a layer | release | a layer |");
    println!("| --- | ---: | ---: | ---: | ---: | ---: |");
    let cases = [
        ("chain", 10, chain(10)),
        ("chain", 50, chain(50)),
        ("chain", 200, chain(200)),
        ("residual", sources::RESIDUAL_LAYERS, residual()),
    ];
    for (name, layers, source) in cases {
        if filter.as_ref().is_some_and(|filter| !name.contains(filter.as_str())) {
            continue;
        }
        let [check, release] = Times::of(&project, &source).over(base);
        let each = |seconds: f64| 1e3 * seconds / layers as f64;
        println!(
            "| {name} | {layers} | {check:.2} s | {:.1} ms | {release:.2} s | {:.1} ms |",
            each(check),
            each(release)
        );
    }
}
