//! What networks cost as they grow: two large ones, chains from 8 to 1024 units wide, and chains
//! from 2 to 200 layers deep. Each is a program of its own, built from nothing and then run.
//!
//! `cargo bench -p netform-tests --bench scale [FILTER]`. Printed are Markdown tables: build times and
//! memory, then the times of a training step with Adam on 8 samples and of a prediction, on one
//! thread, beside the measured peak of the core. Every time is the fastest of some rounds: the others
//! only had to wait longer for the machine.

#[allow(dead_code, reason = "shared with netform's benchmarks")]
#[path = "../../runtime/benches/limits/machine.rs"]
mod machine;
#[path = "../cost/project.rs"]
mod project;
mod report;

use std::time::{Duration, Instant};

use netform::kernels::Isa;
use project::Project;
use report::Report;

/// The declarations of the large networks, as the tests have them.
const RESNET18: &str = include_str!("../src/resnet18.rs");
const MOBILENET: &str = include_str!("../src/mobilenet.rs");
/// What each network does.
const PROGRAM: &str = include_str!("program.rs");

/// Rounds of builds.
const ROUNDS: usize = 3;

/// Dense layers of as many units each.
fn chain(width: usize, depth: usize) -> String {
    let hidden = format!("    Dense({width}, activation = relu),\n").repeat(depth - 1);
    format!(
        "netform::network! {{\n    pub struct Net: [{width}] -> [{width}] {{\n{hidden}    \
         Dense({width}, activation = softmax),\n    }}\n}}\n"
    )
}

/// The large networks. Without the files' own documentation, which only the top of a file may have.
fn large(file: &str, declaration: &str) -> String {
    let lines = file.lines().filter(|line| !line.starts_with("//!"));
    format!("{}\n{declaration}\n", lines.collect::<Vec<_>>().join("\n"))
}

fn networks() -> Vec<(String, String)> {
    let resnet18 = "resnet18! { pub struct Net: [64, 64, 3] -> [10], filters = [64, 128, 256, 512] }";
    let mobilenet =
        "mobilenet! { pub struct Net: [96, 96, 3] -> [10], filters = [32, 64, 128, 256, 512, 1024] }";
    let mut networks = vec![
        ("ResNet-18, 64×64×3".to_owned(), large(RESNET18, resnet18)),
        ("MobileNet, 96×96×3".to_owned(), large(MOBILENET, mobilenet)),
    ];
    for width in [8, 32, 128, 512, 1024] {
        networks.push((format!("width {width}, 4 layers"), chain(width, 4)));
    }
    for depth in [2, 10, 50, 200] {
        networks.push((format!("depth {depth}, 64 units"), chain(64, depth)));
    }
    networks
}

fn fastest(round: impl FnMut(usize) -> Duration) -> f64 {
    (0..ROUNDS).map(round).min().unwrap_or_default().as_secs_f64()
}

/// The operations a second that one core can do.
fn peak(isa: Isa) -> f64 {
    let run = |_| {
        let begin = Instant::now();
        machine::multiply_adds(isa.name());
        begin.elapsed().as_secs_f64()
    };
    machine::FLOPS as f64 / (0..200).map(run).fold(f64::INFINITY, f64::min)
}

fn main() {
    let filter = std::env::args().skip(1).find(|argument| !argument.starts_with('-'));
    let is_wanted = |name: &str| filter.as_ref().is_none_or(|filter| name.contains(filter.as_str()));
    let project = Project::new("scale");
    let mut reports = Vec::new();
    for (name, declaration) in networks().into_iter().filter(|(name, _)| is_wanted(name)) {
        project.write(&format!("{declaration}\n{PROGRAM}"));
        let check = fastest(|_| project.time(&["check"]));
        let release = fastest(|_| project.time(&["build", "--release"]));
        reports.push(Report::read(name, [check, release], &project.run()));
    }
    let isa = Isa::detect();
    let peak = peak(isa);
    println!("one core, {isa}, {:.0} GFLOP/s at most\n", peak / 1e9);
    report::print(&reports, peak);
}
