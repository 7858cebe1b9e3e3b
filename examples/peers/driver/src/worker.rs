//! A worker: a process that is asked line by line. `common/src/lib.rs` describes the talk.

use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use crate::Failure;
use crate::options::{Options, folder};

/// A peer's process.
pub struct Worker {
    /// As it calls itself, with its version.
    pub name: String,
    process: Child,
    asks: ChildStdin,
    answers: BufReader<ChildStdout>,
}

/// The peers: who has the worker, and how it was built.
const PEERS: [(&str, How); 10] = [
    ("netform", How::Plain("worker-netform")),
    ("dfdx", How::Native("worker-dfdx", "")),
    ("burn", How::Native("worker-burn", "")),
    ("candle", How::Native("worker-candle", "")),
    ("tract", How::Native("worker-tract", "")),
    ("faer", How::Native("worker-products", "faer")),
    ("gemm", How::Native("worker-products", "gemm")),
    ("torch", How::Python("worker_torch.py")),
    ("keras", How::Python("worker_keras.py")),
    ("onnxruntime", How::Python("worker_onnxruntime.py")),
];

#[derive(Clone, Copy)]
enum How {
    /// Without target flags.
    Plain(&'static str),
    /// With them; and a second argument.
    Native(&'static str, &'static str),
    Python(&'static str),
}

impl Worker {
    /// Starts all workers, netform's first. Those that do not start are named on the way.
    pub fn start_all(options: &Options) -> Result<Vec<Self>, Failure> {
        let mut workers = Vec::new();
        for (peer, how) in PEERS {
            match Self::start(how, options) {
                Ok(worker) => workers.push(worker),
                Err(failure) if peer == "netform" => return Err(failure),
                Err(failure) => eprintln!("{peer} is left out: {failure}"),
            }
        }
        Ok(workers)
    }

    fn start(how: How, options: &Options) -> Result<Self, Failure> {
        let (program, argument) = match how {
            How::Plain(name) => (options.target.join("plain/release").join(name), String::new()),
            How::Native(name, argument) => {
                (options.target.join("native/release").join(name), argument.to_owned())
            }
            How::Python(_) => (options.python.clone(), String::new()),
        };
        if !program.exists() {
            return Err(format!("there is no {}", program.display()).into());
        }
        let mut command = on_core(&program, options.core);
        if let How::Python(script) = how {
            command.arg("-W").arg("ignore").arg(folder().join("python").join(script));
        }
        command.arg(&options.data);
        if !argument.is_empty() {
            command.arg(argument);
        }
        for variable in ["RAYON_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS"] {
            command.env(variable, "1");
        }
        let mut process = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn()?;
        let (Some(asks), Some(answers)) = (process.stdin.take(), process.stdout.take()) else {
            return Err("no pipes".into());
        };
        let mut worker = Self { name: String::new(), process, asks, answers: BufReader::new(answers) };
        let line = worker.line()?;
        worker.name = line.strip_prefix("ready ").ok_or_else(|| format!("it said {line:?}"))?.to_owned();
        Ok(worker)
    }

    fn line(&mut self) -> Result<String, Failure> {
        let mut line = String::new();
        if self.answers.read_line(&mut line)? == 0 {
            return Err("it ended".into());
        }
        Ok(line.trim_end().to_owned())
    }

    /// Asks for something; nothing where the peer has no such workload.
    pub fn ask(&mut self, verb: &str, workload: &str) -> Result<Option<Vec<f64>>, Failure> {
        writeln!(self.asks, "{verb} {workload}")?;
        self.asks.flush()?;
        let line = self.line()?;
        match line.split_once(' ').unwrap_or((&line, "")) {
            ("ok", numbers) => {
                Ok(Some(numbers.split_whitespace().map(str::parse).collect::<Result<_, _>>()?))
            }
            ("none", _) => Ok(None),
            (_, words) => Err(words.into()),
        }
    }

    /// The first word of the name: the table's column.
    pub fn column(&self) -> &str {
        self.name.split(' ').next().unwrap_or_default()
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// A program on one core, where there is `taskset`.
fn on_core(program: &Path, core: usize) -> Command {
    let there =
        Command::new("taskset").arg("--version").stdout(Stdio::null()).status().is_ok_and(|s| s.success());
    if !there {
        return Command::new(program);
    }
    let mut command = Command::new("taskset");
    command.arg("-c").arg(core.to_string()).arg(program);
    command
}
