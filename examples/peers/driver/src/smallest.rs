//! W6: what the smallest program with a network costs to build, to keep and to start.

use std::collections::HashSet;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Instant;

use crate::options::{Options, folder};
use crate::workload::significant;
use crate::{Failure, machine};

/// The programs. The first one does nothing: what starting any costs.
const PROGRAMS: [&str; 6] = ["nothing", "netform", "dfdx", "candle", "burn", "tract"];

/// Starts of a program, of which the median counts.
const STARTS: usize = 51;

/// Builds every program into an empty folder, and prints the table.
pub fn smallest(options: &Options) -> Result<(), Failure> {
    let jobs = std::env::var("CARGO_BUILD_JOBS").unwrap_or_else(|_| "all".into());
    println!("{} Jobs of cargo: {jobs}.\n", machine::facts(&options.line)?);
    println!("| | clean build | crates | size, stripped | to the first prediction |");
    println!("| --- | ---: | ---: | ---: | ---: |");
    // What has to be downloaded is no part of a build.
    cargo(&["fetch", "--locked"])?;
    for program in PROGRAMS.into_iter().filter(|program| *program == "nothing" || options.has(program)) {
        let package = format!("smallest-{program}");
        let crates = crates(&package)?;
        let target = options.target.join("cold");
        if target.exists() {
            std::fs::remove_dir_all(&target)?;
        }
        let begin = Instant::now();
        let place = target.display().to_string();
        cargo(&["build", "--release", "--locked", "-p", &package, "--target-dir", &place])?;
        let seconds = begin.elapsed().as_secs_f64();
        let (built, stripped) = (target.join("release").join(&package), target.join(&package));
        let strip = Command::new("strip").arg("-o").arg(&stripped).arg(&built).status()?;
        if !strip.success() {
            return Err("strip failed".into());
        }
        let size = std::fs::metadata(&stripped)?.len() as f64;
        let start = first_line(&stripped)?;
        println!(
            "| {program} | {} s | {crates} | {} MB | {} ms |",
            significant(seconds),
            significant(size * 1e-6),
            significant(start * 1e3)
        );
        std::fs::remove_dir_all(&target)?;
    }
    Ok(())
}

/// A plain cargo: as a user calls it.
fn cargo(arguments: &[&str]) -> Result<String, Failure> {
    let mut command = Command::new("cargo");
    command.args(arguments).current_dir(folder()).env_remove("RUSTFLAGS");
    let output = command.stderr(Stdio::piped()).output()?;
    if !output.status.success() {
        return Err(String::from_utf8_lossy(&output.stderr).into_owned().into());
    }
    Ok(String::from_utf8(output.stdout)?)
}

/// The crates that are built for a package, beside itself.
fn crates(package: &str) -> Result<usize, Failure> {
    let tree = cargo(&["tree", "--locked", "-p", package, "-e", "normal,build", "--prefix", "none"])?;
    let names: HashSet<Vec<&str>> = tree
        .lines()
        .map(|line| line.split(' ').take(2).collect())
        .filter(|words: &Vec<&str>| words.len() == 2)
        .collect();
    Ok(names.len() - 1)
}

/// Seconds from before a program is started to its first line, the median.
fn first_line(program: &Path) -> Result<f64, Failure> {
    let mut times = Vec::new();
    for _ in 0..STARTS {
        let begin = Instant::now();
        let mut process = Command::new(program).stdout(Stdio::piped()).spawn()?;
        let mut line = String::new();
        if let Some(out) = process.stdout.take() {
            BufReader::new(out).read_line(&mut line)?;
        }
        times.push(begin.elapsed().as_secs_f64());
        if !process.wait()?.success() || line.is_empty() {
            return Err(format!("{} failed", program.display()).into());
        }
    }
    times.sort_by(f64::total_cmp);
    Ok(times[STARTS / 2])
}
