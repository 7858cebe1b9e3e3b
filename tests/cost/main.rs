//! What `network!` costs to compile: chains of layers and a residual network, each in a crate of
//! its own that cargo builds from nothing, less what a crate takes that declares no network.
//!
//! `cargo bench -p netform-tests --bench cost [FILTER]`. Printed is the fastest of some rounds:
//! the others only had to wait longer for the machine.
//!
//! - expansion: the macro as a function on tokens, parsing of the text not counted;
//! - check: `cargo check`, the expansion within it;
//! - release: `cargo build --release` of a program that trains the network and predicts.

// The macro's own modules: a crate of macros exports nothing else.
#[allow(dead_code, reason = "also for `weights!`")]
#[path = "../../macros/src/check/mod.rs"]
mod check;
#[path = "../../macros/src/codegen/mod.rs"]
mod codegen;
#[path = "../../macros/src/errors.rs"]
mod errors;
#[path = "../../macros/src/expand.rs"]
mod expand;
#[allow(unused_imports, reason = "those of its tests, which run elsewhere")]
#[path = "../../macros/src/graph/mod.rs"]
mod graph;
#[path = "../../macros/src/layers/mod.rs"]
mod layers;
#[allow(unused_imports, reason = "those of its tests, which run elsewhere")]
#[path = "../../macros/src/suggest.rs"]
mod suggest;
#[allow(dead_code, unused_imports, reason = "also for `weights!`")]
#[path = "../../macros/src/syntax/mod.rs"]
mod syntax;
#[path = "../../macros/src/words/mod.rs"]
mod words;

mod project;
mod sources;

use std::hint::black_box;
use std::time::{Duration, Instant};

use proc_macro2::TokenStream;
use project::Project;
use sources::{chain, empty, program, residual};

/// Rounds of which the fastest counts.
const ROUNDS: usize = 3;

fn fastest(round: impl FnMut(usize) -> Duration) -> f64 {
    (0..ROUNDS).map(round).min().unwrap_or_default().as_secs_f64()
}

/// The seconds of an expansion.
fn expansion(declaration: &str) -> f64 {
    let tokens: TokenStream = declaration.parse().expect("tokens of Rust");
    fastest(|_| {
        let tokens = tokens.clone();
        let begin = Instant::now();
        black_box(expand::expand(tokens));
        begin.elapsed()
    })
}

/// The seconds of `cargo check` and of a release build.
fn builds(project: &Project, source: &str) -> [f64; 2] {
    project.write(source);
    [fastest(|_| project.time(&["check"])), fastest(|_| project.time(&["build", "--release"]))]
}

fn main() {
    let project = Project::new("cost");
    let filter = std::env::args().skip(1).find(|argument| !argument.starts_with('-'));
    let [base_check, base_release] = builds(&project, &empty());
    println!("without a network: check {base_check:.2} s, release {base_release:.2} s");
    println!("| network | layers | expansion | check | check a layer | release | release a layer |");
    println!("| --- | ---: | ---: | ---: | ---: | ---: | ---: |");
    let cases = [
        ("chain", 10, chain(10)),
        ("chain", 50, chain(50)),
        ("chain", 200, chain(200)),
        ("residual", sources::RESIDUAL_LAYERS, residual()),
    ];
    for (name, layers, declaration) in cases {
        if filter.as_ref().is_some_and(|filter| !name.contains(filter.as_str())) {
            continue;
        }
        let expansion = 1e3 * expansion(&declaration);
        let [check, release] = builds(&project, &program(&declaration));
        let (check, release) = (check - base_check, release - base_release);
        let each = |seconds: f64| 1e3 * seconds / layers as f64;
        println!(
            "| {name} | {layers} | {expansion:.1} ms | {check:.2} s | {:.1} ms | {release:.2} s | {:.1} ms |",
            each(check),
            each(release)
        );
    }
}
