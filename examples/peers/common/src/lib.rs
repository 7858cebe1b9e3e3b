//! What the workers of the benchmark share: the talk with the driver, the data, and how a round is timed.
//!
//! A worker is a process that stays alive through a run. It is started with the folder of the data, says
//! `ready NAME`, and then answers a line with a line: `outputs WORKLOAD` with the outputs that the driver compares,
//! `round WORKLOAD` with the seconds that a unit of the workload took (a sample, or a product). An answer is
//! `ok NUMBERS..`, or `none WHY` where the peer has no such workload, or `error WHAT`.

mod data;
mod task;

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::error::Error;
use std::fmt;
use std::io::{BufRead, Write};

pub use data::{Data, Network, transpose};
pub use task::{Learner, Task, inference, training};

/// What can go wrong in a worker.
pub type Failure = Box<dyn Error>;

/// A workload as a peer does it.
pub type Made = Result<Box<dyn Task>, Failure>;

/// Why a peer has no such workload.
#[derive(Debug)]
pub struct Absent(pub &'static str);

impl fmt::Display for Absent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

impl Error for Absent {}

/// Answers the driver until it closes the pipe.
///
/// # Errors
/// When the pipe breaks, or the folder of the data is not given.
pub fn serve(name: &str, make: impl Fn(&str, &Data) -> Made) -> Result<(), Failure> {
    let folder = std::env::args().nth(1).ok_or("the driver gives the folder of the data")?;
    let data = Data::new(folder);
    let mut tasks = HashMap::new();
    let mut out = std::io::stdout().lock();
    writeln!(out, "ready {name}")?;
    out.flush()?;
    for line in std::io::stdin().lock().lines() {
        let line = line?;
        let (verb, workload) = line.split_once(' ').unwrap_or((&line, ""));
        let answer = answer(verb, workload, &mut tasks, || make(workload, &data)).unwrap_or_else(|failure| {
            let verb = if failure.is::<Absent>() { "none" } else { "error" };
            format!("{verb} {failure}").replace('\n', " ")
        });
        writeln!(out, "{answer}")?;
        out.flush()?;
    }
    Ok(())
}

fn answer(
    verb: &str,
    workload: &str,
    tasks: &mut HashMap<String, Box<dyn Task>>,
    make: impl FnOnce() -> Made,
) -> Result<String, Failure> {
    if verb == "drop" {
        // Large data go before the next workload comes.
        tasks.remove(workload);
        return Ok("ok".into());
    }
    let task = match tasks.entry(workload.to_owned()) {
        Entry::Occupied(task) => task.into_mut(),
        Entry::Vacant(place) => place.insert(make()?),
    };
    if verb == "round" {
        return Ok(format!("ok {:e}", task.round()));
    }
    let numbers: Vec<String> = task.outputs().iter().map(|number| format!("{number:e}")).collect();
    Ok(format!("ok {}", numbers.join(" ")))
}
