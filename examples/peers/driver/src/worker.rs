//! A worker: a process that is asked line by line. `common/src/lib.rs` describes the talk.

use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use crate::Failure;
use crate::options::{Options, folder};

/// Who takes part: a peer's key on the command line, whether it is one of the product's, and how it is started.
const PEERS: [(&str, bool, How); 13] = [
    ("netform", false, How::Plain("worker-netform")),
    ("dfdx", false, How::Native("worker-dfdx", None)),
    ("burn", false, How::Native("worker-burn", None)),
    ("candle", false, How::Native("worker-candle", None)),
    ("tract", false, How::Native("worker-tract", None)),
    ("torch", false, How::Python("worker_torch.py")),
    ("keras", false, How::Python("worker_keras.py")),
    ("onnxruntime", false, How::Python("worker_onnxruntime.py")),
    ("RTNeural", false, How::Cpp("worker-rtneural")),
    ("netform", true, How::Plain("worker-netform")),
    ("faer", true, How::Native("worker-products", Some("faer"))),
    ("gemm", true, How::Native("worker-products", Some("gemm"))),
    ("nalgebra", true, How::Native("worker-products", Some("nalgebra"))),
];

#[derive(Clone, Copy)]
enum How {
    /// Without target flags.
    Plain(&'static str),
    /// With them; and a second argument.
    Native(&'static str, Option<&'static str>),
    Python(&'static str),
    /// Built only where its library was found.
    Cpp(&'static str),
}

impl How {
    /// The program that is started.
    fn program(self, target: &Path) -> PathBuf {
        match self {
            Self::Plain(name) => target.join("plain/release").join(name),
            Self::Native(name, _) => target.join("native/release").join(name),
            Self::Python(_) => target.join("venv/bin/python"),
            Self::Cpp(name) => target.join("cpp").join(name),
        }
    }

    /// Whether a run goes on without it.
    fn is_missing(self, target: &Path) -> bool {
        matches!(self, Self::Cpp(_)) && !self.program(target).exists()
    }
}

/// A peer.
pub struct Peer<'a> {
    /// As it calls itself, with its version.
    pub name: String,
    worker: Result<Worker, String>,
    how: How,
    options: &'a Options,
}

/// What a peer answers.
pub enum Answer {
    Numbers(Vec<f64>),
    /// It has no such workload, and why.
    None(String),
    /// What went wrong.
    Failed(String),
}

impl<'a> Peer<'a> {
    /// Starts the peers that are asked for, netform first: those of the matrix product, or those of the networks. Beside
    /// them, the names of those that are left out, since they are not built.
    pub fn start_all(products: bool, options: &'a Options) -> (Vec<Self>, Vec<&'static str>) {
        let asked = PEERS.into_iter().filter(|(key, product, _)| *product == products && options.has(key));
        let (missing, built): (Vec<_>, Vec<_>) =
            asked.partition(|(_, _, how)| how.is_missing(&options.target));
        let peers = built.into_iter().map(|(key, _, how)| Self::start(key, how, options)).collect();
        (peers, missing.into_iter().map(|(key, ..)| key).collect())
    }

    fn start(key: &str, how: How, options: &'a Options) -> Self {
        let (name, worker) = match Worker::start(how, options) {
            Ok((name, worker)) => (name, Ok(worker)),
            Err(failure) => (key.to_owned(), Err(format!("does not start: {failure}"))),
        };
        Self { name, worker, how, options }
    }

    /// Asks for something. A worker that a workload has ended begins anew, for the next one.
    pub fn ask(&mut self, verb: &str, workload: &str) -> Answer {
        let answer = match &mut self.worker {
            Ok(worker) => worker.ask(verb, workload),
            Err(why) => return Answer::None(why.clone()),
        };
        answer.unwrap_or_else(|failure| {
            *self = Self::start(&self.name, self.how, self.options);
            Answer::Failed(failure.to_string())
        })
    }

    /// The first word of the name: the table's column.
    pub fn column(&self) -> &str {
        self.name.split(' ').next().unwrap_or_default()
    }
}

/// A peer's process.
struct Worker {
    process: Child,
    asks: ChildStdin,
    answers: BufReader<ChildStdout>,
}

impl Worker {
    fn start(how: How, options: &Options) -> Result<(String, Self), Failure> {
        let target = &options.target;
        let program = how.program(target);
        if !program.exists() {
            return Err(format!("there is no {}", program.display()).into());
        }
        let mut command = on_core(&program, options.core);
        if let How::Python(script) = how {
            command.arg("-W").arg("ignore").arg(folder().join("python").join(script));
        }
        command.arg(target.join("data"));
        if let How::Native(_, Some(argument)) = how {
            command.arg(argument);
        }
        for variable in ["RAYON_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS"] {
            command.env(variable, "1");
        }
        let mut process = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn()?;
        let (Some(asks), Some(answers)) = (process.stdin.take(), process.stdout.take()) else {
            return Err("no pipes".into());
        };
        let mut worker = Self { process, asks, answers: BufReader::new(answers) };
        let line = worker.line()?;
        let name = line.strip_prefix("ready ").ok_or_else(|| format!("it said {line:?}"))?;
        Ok((name.to_owned(), worker))
    }

    fn line(&mut self) -> Result<String, Failure> {
        let mut line = String::new();
        if self.answers.read_line(&mut line)? == 0 {
            return Err("it ended".into());
        }
        Ok(line.trim_end().to_owned())
    }

    fn ask(&mut self, verb: &str, workload: &str) -> Result<Answer, Failure> {
        writeln!(self.asks, "{verb} {workload}")?;
        self.asks.flush()?;
        let line = self.line()?;
        match line.split_once(' ').unwrap_or((&line, "")) {
            ("ok", numbers) => {
                let numbers = numbers.split_whitespace().map(str::parse).collect::<Result<_, _>>()?;
                Ok(Answer::Numbers(numbers))
            }
            ("none", why) => Ok(Answer::None(why.to_owned())),
            (_, what) => Ok(Answer::Failed(what.to_owned())),
        }
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
