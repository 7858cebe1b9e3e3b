//! Runs netform and its peers on the same workloads, round by round in turn, and prints a table.
//!
//! `peers run` measures W1 to W5 and the matrix product, `peers smallest` measures W6. The README beside this crate says
//! what has to be built before; its script does it all.

mod limits;
mod machine;
mod options;
mod run;
mod smallest;
mod table;
mod worker;
mod workload;

use std::error::Error;

use options::{Options, Subcommand};

/// What can go wrong.
type Failure = Box<dyn Error>;

fn main() -> Result<(), Failure> {
    let options = Options::parse(std::env::args().skip(1))?;
    match options.subcommand {
        Subcommand::Run => run::run(&options),
        Subcommand::Smallest => smallest::smallest(&options),
    }
}
