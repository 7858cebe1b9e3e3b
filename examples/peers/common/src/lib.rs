//! What the workers of the benchmark share: the talk with the driver, the data, and how a round is timed.
//!
//! A worker is a process that stays alive through a run. It is started with the folder of the data, says
//! `ready NAME`, and then answers a line with a line: `outputs WORKLOAD` with the outputs that the driver compares,
//! `round WORKLOAD` with the seconds that a unit of the workload took (a sample, or a product). An answer is
//! `ok NUMBERS..`, or `none` where the peer has no such workload, or `error WORDS`.

mod data;
mod task;

use std::collections::HashMap;
use std::error::Error;
use std::io::{BufRead, Write};

pub use data::{Data, Network, transpose};
pub use task::{Learner, Task, inference, training};

/// What can go wrong in a worker.
pub type Failure = Box<dyn Error>;

/// A workload that a peer has, or nothing where it has not.
pub type Made = Result<Option<Box<dyn Task>>, Failure>;

/// Answers the driver until it closes the pipe.
///
/// # Errors
/// When the pipe breaks, or the folder of the data is not given.
pub fn serve(name: &str, make: impl Fn(&str, &Data) -> Made) -> Result<(), Failure> {
    let folder = std::env::args().nth(1).ok_or("the driver gives the folder of the data")?;
    let data = Data::new(folder);
    let mut tasks: HashMap<String, Option<Box<dyn Task>>> = HashMap::new();
    let mut out = std::io::stdout().lock();
    writeln!(out, "ready {name}")?;
    out.flush()?;
    for line in std::io::stdin().lock().lines() {
        let line = line?;
        let (verb, workload) = line.split_once(' ').unwrap_or((&line, ""));
        if !tasks.contains_key(workload) {
            match make(workload, &data) {
                Ok(task) => {
                    tasks.insert(workload.to_owned(), task);
                }
                Err(failure) => {
                    writeln!(out, "error {}", failure.to_string().replace('\n', " "))?;
                    out.flush()?;
                    continue;
                }
            }
        }
        match (verb, tasks.get_mut(workload).and_then(Option::as_mut)) {
            (_, None) => writeln!(out, "none")?,
            ("outputs", Some(task)) => {
                write!(out, "ok")?;
                for value in task.outputs() {
                    write!(out, " {value:e}")?;
                }
                writeln!(out)?;
            }
            ("round", Some(task)) => writeln!(out, "ok {:e}", task.round())?,
            // Large data go before the next workload comes.
            (_, Some(_)) => {
                tasks.remove(workload);
                writeln!(out, "ok")?;
            }
        }
        out.flush()?;
    }
    Ok(())
}
