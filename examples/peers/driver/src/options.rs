//! What the command line says.

use std::path::{Path, PathBuf};

use crate::Failure;

const USAGE: &str = "peers run|smallest [--only NAME,..] [--seconds N] [--core N] [--target DIR] [--data DIR] [--python FILE]";

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
    /// Workloads, or with `smallest` programs; all where it is empty.
    pub only: Vec<String>,
    /// The most seconds of a workload's rounds.
    pub seconds: f64,
    /// The core that all workers run on.
    pub core: usize,
    /// The folder of the workers' binaries: `plain/release` and `native/release` in it.
    pub target: PathBuf,
    /// The folder of the data.
    pub data: PathBuf,
    /// The interpreter that has the Python peers.
    pub python: PathBuf,
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
        let target = folder().join("target");
        let cores = std::thread::available_parallelism()?.get();
        let mut options = Self {
            subcommand,
            only: Vec::new(),
            seconds: 60.0,
            core: cores - 1,
            data: target.join("data"),
            python: target.join("venv/bin/python"),
            target,
            line: std::env::args().skip(1).collect::<Vec<_>>().join(" "),
        };
        while let Some(name) = arguments.next() {
            let value = arguments.next().ok_or_else(|| format!("{name} wants a value\n{USAGE}"))?;
            match name.as_str() {
                "--only" => options.only = value.split(',').map(str::to_owned).collect(),
                "--seconds" => options.seconds = value.parse()?,
                "--core" => options.core = value.parse()?,
                "--target" => options.target = value.into(),
                "--data" => options.data = value.into(),
                "--python" => options.python = value.into(),
                _ => return Err(format!("there is no {name}\n{USAGE}").into()),
            }
        }
        Ok(options)
    }

    /// Whether something of this name is asked for.
    pub fn wants(&self, name: &str) -> bool {
        self.only.is_empty() || self.only.iter().any(|only| only == name)
    }
}
