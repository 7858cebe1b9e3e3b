//! What the command line says.

use std::path::{Path, PathBuf};

use crate::Failure;

const USAGE: &str =
    "peers run|smallest [--only NAME,..] [--peers NAME,..] [--rounds N] [--seconds N] [--core N]";

/// Which part of the benchmark.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Subcommand {
    /// W1 to W5, the matrix product and the machine's limits.
    Run,
    /// W6.
    Smallest,
}

/// The command line.
#[derive(Debug)]
pub struct Options {
    /// Which part.
    pub subcommand: Subcommand,
    /// Workloads; all where it is empty.
    pub only: Vec<String>,
    /// Peers beside netform; all where it is empty.
    pub peers: Vec<String>,
    /// The most rounds of a workload.
    pub rounds: usize,
    /// The most seconds of a workload's rounds, but for the first few.
    pub seconds: f64,
    /// The core that all workers run on.
    pub core: usize,
    /// The folder of the workers' binaries, the interpreter and the data.
    pub target: PathBuf,
    /// As it was given.
    pub line: String,
}

/// The folder of the benchmark.
pub fn folder() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap_or(Path::new("."))
}

impl Options {
    /// Reads a command line, without the program's name.
    pub fn parse(mut arguments: impl Iterator<Item = String>) -> Result<Self, Failure> {
        let subcommand = match arguments.next().as_deref() {
            Some("run") => Subcommand::Run,
            Some("smallest") => Subcommand::Smallest,
            _ => return Err(USAGE.into()),
        };
        let cores = std::thread::available_parallelism()?.get();
        let mut options = Self {
            subcommand,
            only: Vec::new(),
            peers: Vec::new(),
            rounds: 15,
            seconds: 30.0,
            core: cores - 1,
            target: folder().join("target"),
            line: std::env::args().skip(1).collect::<Vec<_>>().join(" "),
        };
        while let Some(name) = arguments.next() {
            let value = arguments.next().ok_or_else(|| format!("{name} wants a value\n{USAGE}"))?;
            let names = || value.split(',').map(str::to_owned).collect();
            match name.as_str() {
                "--only" => options.only = names(),
                "--peers" => options.peers = names(),
                "--rounds" => options.rounds = value.parse()?,
                "--seconds" => options.seconds = value.parse()?,
                "--core" => options.core = value.parse()?,
                _ => return Err(format!("there is no {name}\n{USAGE}").into()),
            }
        }
        Ok(options)
    }

    /// Whether a workload is asked for.
    pub fn wants(&self, workload: &str) -> bool {
        self.only.is_empty() || self.only.iter().any(|only| only == workload)
    }

    /// Whether a peer is asked for. netform always is.
    pub fn has(&self, peer: &str) -> bool {
        self.peers.is_empty()
            || peer == "netform"
            || self.peers.iter().any(|name| name.eq_ignore_ascii_case(peer))
    }
}
