//! W1 to W5 and the matrix product: every workload is checked with every peer, then measured in turn.

use std::time::Instant;

use crate::options::Options;
use crate::table::{Cell, Row, print};
use crate::worker::Worker;
use crate::workload::{PRODUCT, WORKLOADS, Workload};
use crate::{Failure, limits, machine};

/// Rounds of a workload: the first is thrown away.
const ROUNDS: [usize; 2] = [4, 21];

/// Measures, and prints the table.
pub fn run(options: &Options) -> Result<(), Failure> {
    std::fs::create_dir_all(&options.data)?;
    let mut workers = Worker::start_all(options)?;
    let mut rows = Vec::new();
    let all = WORKLOADS.iter().chain([&PRODUCT]);
    for workload in all.filter(|workload| options.wants(workload.name)) {
        rows.push(measure(workload, &mut workers, options.seconds));
    }
    let columns: Vec<&str> = workers.iter().map(Worker::column).collect();
    println!("{}\n", machine::facts(&options.line)?);
    println!(
        "Peers: {}.\n",
        workers.iter().map(|worker| worker.name.as_str()).collect::<Vec<_>>().join(", ")
    );
    print(&columns, &rows);
    if options.wants("limits") {
        eprintln!("limits: rounds");
        println!("\n{}", limits::measure()?);
        eprintln!("limits: done");
    }
    Ok(())
}

/// Checks and measures one workload. The words on stderr say which part is under way.
fn measure(workload: &Workload, workers: &mut [Worker], seconds: f64) -> Row {
    let name = workload.name;
    let mut expected = Vec::new();
    let mut cells = Vec::new();
    for worker in &mut *workers {
        eprintln!("{name}: outputs of {}", worker.column());
        let cell = match worker.ask("outputs", name) {
            Ok(None) => Cell::None,
            Ok(Some(outputs)) if cells.is_empty() => {
                expected = outputs;
                let finite = expected.iter().all(|value| value.is_finite());
                if finite { Cell::Times(Vec::new(), 0.0) } else { Cell::Failed("not finite".into()) }
            }
            Ok(Some(outputs)) => match workload.comparison.compare(&expected, &outputs) {
                // Without netform there is nothing to compare with.
                (difference, true) if !expected.is_empty() => {
                    Cell::Failed(format!("outputs differ from netform's by {difference:.1e}"))
                }
                (difference, _) => Cell::Times(Vec::new(), difference),
            },
            Err(failure) => Cell::Failed(failure.to_string()),
        };
        cells.push(cell);
    }
    let begin = Instant::now();
    let [least, most] = ROUNDS;
    eprintln!("{name}: rounds");
    for round in 0..most {
        if round >= least && begin.elapsed().as_secs_f64() > seconds {
            break;
        }
        for (worker, cell) in workers.iter_mut().zip(&mut cells) {
            let Cell::Times(times, _) = cell else { continue };
            match worker.ask("round", name) {
                Ok(answer) => {
                    let time = answer.and_then(|numbers| numbers.first().copied());
                    times.extend(time.filter(|_| round > 0));
                }
                Err(failure) => *cell = Cell::Failed(failure.to_string()),
            }
        }
    }
    eprintln!("{name}: done");
    for worker in workers {
        // What has no such workload has nothing to drop.
        let _ = worker.ask("drop", name);
    }
    Row { workload: *workload, cells }
}
