//! W1 to W5 and the matrix product: every workload is checked with every peer, then measured in turn.

use std::time::Instant;

use crate::limits::Limits;
use crate::options::Options;
use crate::table::{Cell, Row, print};
use crate::worker::{Answer, Peer};
use crate::workload::{PRODUCT, WORKLOADS, Workload};
use crate::{Failure, machine};

/// Rounds that count, at least, however long they take.
const LEAST: usize = 4;

/// Measures, and prints the tables.
pub fn run(options: &Options) -> Result<(), Failure> {
    eprintln!("limits");
    let limits = Limits::measure();
    println!("{}\n", machine::facts(&options.line)?);
    println!("{limits}\n");
    table(&WORKLOADS, false, &limits, options);
    table(&[PRODUCT], true, &limits, options);
    Ok(())
}

/// Measures some workloads with their peers.
fn table(workloads: &[Workload], products: bool, limits: &Limits, options: &Options) {
    let mut wanted = workloads.iter().filter(|workload| options.wants(workload.name)).peekable();
    if wanted.peek().is_none() {
        return;
    }
    let (mut peers, missing) = Peer::start_all(products, options);
    let rows: Vec<Row> = wanted.map(|workload| measure(workload, &mut peers, options)).collect();
    let names: Vec<&str> = peers.iter().map(|peer| peer.name.as_str()).collect();
    println!("Peers: {}.\n", names.join(", "));
    if !missing.is_empty() {
        println!("Not built, and so left out: {}. The README says what it needs.\n", missing.join(", "));
    }
    let columns: Vec<&str> = peers.iter().map(Peer::column).collect();
    print(&columns, &rows, limits);
}

/// Checks and measures one workload.
fn measure(workload: &Workload, peers: &mut [Peer<'_>], options: &Options) -> Row {
    let name = workload.name;
    let mut expected = Vec::new();
    let mut cells = Vec::new();
    let begin = Instant::now();
    for peer in &mut *peers {
        eprintln!("{name}: outputs of {}", peer.column());
        let cell = match peer.ask("outputs", name) {
            Answer::None(why) => Cell::None(why),
            Answer::Failed(what) => Cell::Failed(what),
            Answer::Numbers(outputs) => {
                if cells.is_empty() && outputs.iter().all(|value| value.is_finite()) {
                    expected.clone_from(&outputs);
                }
                check(workload, &expected, &outputs)
            }
        };
        cells.push(cell);
    }
    let checked = begin.elapsed().as_secs_f64();
    let begin = Instant::now();
    for round in 0..=options.rounds {
        if round > LEAST && begin.elapsed().as_secs_f64() > options.seconds {
            break;
        }
        for (peer, cell) in peers.iter_mut().zip(&mut cells) {
            let Cell::Times(times, _) = cell else { continue };
            match peer.ask("round", name) {
                // The first round is thrown away.
                Answer::Numbers(numbers) => times.extend(numbers.first().filter(|_| round > 0)),
                Answer::None(why) => *cell = Cell::None(why),
                Answer::Failed(what) => *cell = Cell::Failed(what),
            }
        }
    }
    eprintln!("{name}: checked in {checked:.0} s, measured in {:.0} s", begin.elapsed().as_secs_f64());
    for peer in peers {
        peer.ask("drop", name);
    }
    Row { workload: *workload, cells }
}

/// A peer's outputs beside netform's; without netform's there is nothing to compare with.
fn check(workload: &Workload, expected: &[f64], outputs: &[f64]) -> Cell {
    match workload.comparison.compare(expected, outputs) {
        (difference, false) => Cell::Times(Vec::new(), difference),
        _ if outputs.iter().any(|value| !value.is_finite()) => Cell::Failed("not finite".into()),
        _ if expected.is_empty() => Cell::Times(Vec::new(), 0.0),
        (difference, true) => Cell::Failed(format!("outputs differ from netform's by {difference:.1e}")),
    }
}
