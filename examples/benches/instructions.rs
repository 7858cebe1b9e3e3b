//! How many instructions predictions and training steps take: the same number every time, whatever else
//! the machine does.
//!
//! `cargo bench -p netform-examples --bench instructions` counts them with valgrind's callgrind and fails
//! when one has grown by more than 5 % over the record in `instructions.txt`; with `-- --record` it writes
//! the record. A machine without valgrind cannot count, and says so.

use std::fmt::Write as _;
use std::path::Path;
use std::process::{Command, ExitCode};

use netform::Sample;
use netform::prelude::*;
use netform::training::Tape;

network! {
    struct Tiny: [4] -> [3] {
        Dense(16, activation = relu),
        Dense(16, activation = relu),
        Dense(3),
    }
}

network! {
    struct Tutorial: [100] -> [1] {
        Dense(64, activation = relu),
        Dense(1, activation = sigmoid),
    }
}

network! {
    struct Mlp: [784] -> [10] {
        Dense(128, activation = relu),
        Dense(64, activation = relu),
        Dense(10, activation = softmax),
    }
}

network! {
    struct Cnn: [28, 28, 1] -> [10] {
        Conv2D(8, 3, activation = relu),
        MaxPooling2D(2),
        Conv2D(16, 3, activation = relu),
        MaxPooling2D(2),
        Flatten,
        Dense(64, activation = relu),
        Dense(10, activation = softmax),
    }
}

network! {
    struct Sequence: [32, 16] -> [10] {
        LSTM(64),
        Dense(10, activation = softmax),
    }
}

network! {
    struct Sound(x: [1, 1], h: [20], c: [20]) -> { y: [1], h_after: [20], c_after: [20] } {
        let (last, hidden, cells) = LSTM(20, return_state = true)(x, initial_state = (h, c));
        y = Dense(1)(last);
        h_after = hidden;
        c_after = cells;
    }
}

network! {
    struct Separable: [24, 24, 3] -> [10] {
        Conv2D(16, 3, strides = 2, padding = same, use_bias = false),
        BatchNormalization,
        ReLU,
        DepthwiseConv2D(3, padding = same, use_bias = false),
        BatchNormalization,
        ReLU,
        Conv2D(32, 1, use_bias = false),
        BatchNormalization,
        ReLU,
        GlobalAveragePooling2D,
        Dense(10),
    }
}

/// Each workload, and how often it runs in the longer of two counts.
const WORKLOADS: &[(&str, usize)] = &[
    ("tiny, a prediction", 1000),
    ("tutorial, a prediction", 100),
    ("tutorial, a training step on 32", 20),
    ("mlp, a prediction", 20),
    ("mlp, a training step on 32", 2),
    ("cnn, a prediction", 20),
    ("cnn, a training step on 32", 2),
    ("sequence, a prediction", 20),
    ("sequence, a training step on 32", 2),
    ("sound, a prediction", 1000),
    ("separable, a prediction", 20),
    ("separable, a training step on 32", 2),
];

/// The growth that fails.
const TOLERANCE: f64 = 0.05;

const RECORD: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/benches/instructions.txt");

fn samples<S: Sample<f32>>(count: usize) -> Vec<S> {
    let mut sample = S::zeros();
    sample.part_mut(0).iter_mut().enumerate().for_each(|(index, value)| *value = (index % 7) as f32 / 7.0);
    (0..count)
        .map(|_| {
            let mut copy = S::zeros();
            copy.part_mut(0).copy_from_slice(sample.part(0));
            copy
        })
        .collect()
}

fn predict<N: Network<Scalar = f32>>(network: &N, times: usize) {
    let x = samples::<N::Input>(1);
    let (mut y, mut memory) = (N::Output::zeros(), vec![0.0; N::INFERENCE.elements(1)]);
    for _ in 0..times {
        netform::__private::predict_into(network, std::hint::black_box(&x[0]), &mut y, &mut memory);
        std::hint::black_box(&mut y);
    }
}

fn train<N: Network<Scalar = f32>>(network: Box<N>, times: usize) {
    let x = samples::<N::Input>(32);
    let mut model = Model::new(network, Adam::default(), MeanSquaredError::new(), ());
    let mut tape = Tape::new();
    // One more, which allocates.
    for seed in 0..=times as u64 {
        tape.forward(model.network(), &x, seed);
        let (values, gradient) = tape.head(0);
        gradient.copy_from_slice(values);
        tape.backward(model.network(), &x);
        model.apply_gradients(tape.gradients()).expect("finite gradients");
    }
}

fn run(workload: usize, times: usize) {
    match workload {
        0 => predict(&*Tiny::new(1), times),
        1 => predict(&*Tutorial::new(1), times),
        2 => train(Tutorial::new(1), times),
        3 => predict(&*Mlp::new(1), times),
        4 => train(Mlp::new(1), times),
        5 => predict(&*Cnn::new(1), times),
        6 => train(Cnn::new(1), times),
        7 => predict(&*Sequence::new(1), times),
        8 => train(Sequence::new(1), times),
        9 => predict(&*Sound::new(1), times),
        10 => predict(&*Separable::new(1), times),
        _ => train(Separable::new(1), times),
    }
}

/// The instructions of a run of this program, on the instruction set that every counted run has.
fn count(workload: usize, times: usize) -> std::io::Result<u64> {
    let output = Command::new("valgrind")
        .args(["--tool=callgrind", "--callgrind-out-file=/dev/null"])
        .arg(std::env::current_exe()?)
        .args([workload.to_string(), times.to_string()])
        .env("NETFORM_ISA", "avx2")
        .output()
        .map_err(|error| std::io::Error::new(error.kind(), format!("valgrind did not start: {error}")))?;
    let text = String::from_utf8_lossy(&output.stderr);
    let collected = text
        .lines()
        .find_map(|line| line.split_once("Collected :"))
        .and_then(|line| line.1.trim().parse().ok());
    collected.ok_or_else(|| std::io::Error::other(format!("valgrind counted nothing:\n{text}")))
}

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if let [workload, times] = arguments.as_slice()
        && let (Ok(workload), Ok(times)) = (workload.parse(), times.parse())
    {
        run(workload, times);
        return ExitCode::SUCCESS;
    }
    match measure(arguments.iter().any(|argument| argument == "--record")) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("cannot count instructions: {error}");
            ExitCode::FAILURE
        }
    }
}

/// Counts all workloads, and compares them with the record or writes it.
fn measure(records: bool) -> std::io::Result<bool> {
    let record = if Path::new(RECORD).exists() { std::fs::read_to_string(RECORD)? } else { String::new() };
    let recorded = |name: &str| {
        let line = record.lines().find_map(|line| line.strip_suffix(name));
        line.and_then(|number| number.trim().parse::<u64>().ok())
    };
    let (mut text, mut holds) = (String::new(), true);
    for (index, (name, times)) in WORKLOADS.iter().enumerate() {
        // What both runs do beside it drops out.
        let instructions = (count(index, 2 * times)? - count(index, *times)?) / *times as u64;
        let _ = writeln!(text, "{instructions:>12} {name}");
        let before = recorded(&format!(" {name}"));
        let growth = before.map_or(0.0, |before| instructions as f64 / before as f64 - 1.0);
        let verdict = match before {
            None => "not recorded",
            Some(_) if growth > TOLERANCE => "GROWN",
            Some(_) => "",
        };
        println!("{instructions:>12} {:+6.1} % {name} {verdict}", growth * 100.0);
        holds &= records || verdict.is_empty();
    }
    if records {
        std::fs::write(RECORD, text)?;
    } else if !holds {
        println!("\nmore instructions than recorded: find out why, or record them, `-- --record`");
    }
    Ok(holds)
}
