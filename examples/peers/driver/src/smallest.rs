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

/// Builds of a program, in turns with the others', of which the median counts.
const BUILDS: usize = 3;

/// What takes so many seconds is built once.
const LONG: f64 = 60.0;

/// What was found out about a program.
struct Program {
    name: &'static str,
    seconds: Vec<f64>,
    crates: usize,
    /// Bytes, stripped.
    size: f64,
    /// Seconds from its start to its first line.
    start: f64,
}

/// Builds every program into an empty folder, and prints the table.
pub fn smallest(options: &Options) -> Result<(), Failure> {
    let jobs = std::env::var("CARGO_BUILD_JOBS").unwrap_or_else(|_| "all".into());
    println!("{} Jobs of cargo: {jobs}.\n", machine::facts(&options.line)?);
    println!("| | clean build | crates | size, stripped | to the first prediction |");
    println!("| --- | ---: | ---: | ---: | ---: |");
    // What has to be downloaded is no part of a build.
    cargo(&["fetch", "--locked"])?;
    let names = PROGRAMS.into_iter().filter(|name| *name == "nothing" || options.has(name));
    let mut programs = names.map(|name| build(name, options)).collect::<Result<Vec<_>, _>>()?;
    for _ in 1..BUILDS {
        for program in programs.iter_mut().filter(|program| program.seconds[0] < LONG) {
            program.seconds.extend(build(program.name, options)?.seconds);
        }
    }
    for program in &mut programs {
        program.seconds.sort_by(f64::total_cmp);
        println!(
            "| {} | {} s | {} | {} MB | {} ms |",
            program.name,
            significant(program.seconds[program.seconds.len() / 2]),
            program.crates,
            significant(program.size * 1e-6),
            significant(program.start * 1e3)
        );
    }
    println!("\nMedians of {BUILDS} builds in turns; what takes more than {LONG} s is built once.");
    Ok(())
}

/// Builds a program into an empty folder.
fn build(name: &'static str, options: &Options) -> Result<Program, Failure> {
    let package = format!("smallest-{name}");
    let crates = crates(&package)?;
    let target = options.target.join("cold");
    if target.exists() {
        std::fs::remove_dir_all(&target)?;
    }
    let begin = Instant::now();
    let place = target.display().to_string();
    cargo(&["build", "--release", "--locked", "-p", &package, "--target-dir", &place])?;
    let seconds = vec![begin.elapsed().as_secs_f64()];
    let (built, stripped) = (target.join("release").join(&package), target.join(&package));
    let strip = Command::new("strip").arg("-o").arg(&stripped).arg(&built).status()?;
    if !strip.success() {
        return Err("strip failed".into());
    }
    let size = std::fs::metadata(&stripped)?.len() as f64;
    let start = first_line(&stripped)?;
    std::fs::remove_dir_all(&target)?;
    Ok(Program { name, seconds, crates, size, start })
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
