//! The workloads.

/// What a round's seconds become in the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// Thousands of samples a second.
    Samples,
    /// Nanoseconds or microseconds a sample.
    Time,
    /// Thousands of millions of operations a second, so many operations a unit.
    Rate(usize),
}

/// How a peer's outputs are compared with netform's.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Comparison {
    /// The same arithmetic: the largest difference, relative where numbers are above 1.
    Largest(f64),
    /// After hundreds of steps, in which roundings grow: the mean difference.
    Mean(f64),
}

/// A workload.
#[derive(Clone, Copy, Debug)]
pub struct Workload {
    /// As the workers know it.
    pub name: &'static str,
    /// As the table calls it.
    pub title: &'static str,
    /// How it is shown.
    pub unit: Unit,
    /// How it is checked.
    pub comparison: Comparison,
}

const fn workload(name: &'static str, title: &'static str, unit: Unit) -> Workload {
    let comparison = match unit {
        // W5 shows samples too, but compares as predictions do.
        Unit::Samples if name.as_bytes()[1] != b'5' => Comparison::Mean(0.02),
        Unit::Rate(_) => Comparison::Largest(1e-3),
        _ => Comparison::Largest(1e-4),
    };
    Workload { name, title, unit, comparison }
}

/// All of them, in the order of the table.
pub const WORKLOADS: [Workload; 15] = [
    workload("w1", "W1 training, 784-128-64-10", Unit::Samples),
    workload("w1-tutorial", "W1 training, 100-64-1", Unit::Samples),
    workload("w2", "W2 training, two convolutions", Unit::Samples),
    workload("w3", "W3 training, LSTM 64 on 32 × 16", Unit::Samples),
    workload("w4a", "W4a one sample, 4-16-16-3", Unit::Time),
    workload("w4b", "W4b one sample, 784-128-64-10", Unit::Time),
    workload("w4c", "W4c one sample, two convolutions", Unit::Time),
    workload("w4d-step", "W4d one step, LSTM 16→64", Unit::Time),
    workload("w4d", "W4d 32 steps, LSTM 16→64", Unit::Time),
    workload("w4e-dense", "W4e a sample of sound, Dense 1-8-1", Unit::Time),
    workload("w4e-gru", "W4e a sample of sound, GRU 1→8→1", Unit::Time),
    workload("w4e-lstm", "W4e a sample of sound, LSTM 1→20→1", Unit::Time),
    workload("w4e-conv1d", "W4e a window, Conv1D 16→16, kernel 15, dilation 4", Unit::Time),
    workload("w5b", "W5b batches of 256, 784-128-64-10", Unit::Samples),
    workload("w5c", "W5c batches of 256, two convolutions", Unit::Samples),
];

/// The matrix product, which has peers of its own.
pub const PRODUCT: Workload = workload("product", "product, 128 × 784 × 32", Unit::Rate(2 * 128 * 784 * 32));

impl Unit {
    /// Seconds of a unit as the table shows them.
    pub fn show(self, seconds: f64) -> String {
        match self {
            Self::Samples => significant(1e-3 / seconds) + " k/s",
            Self::Rate(operations) => significant(operations as f64 * 1e-9 / seconds) + " GFLOP/s",
            Self::Time if seconds < 1e-6 => significant(seconds * 1e9) + " ns",
            Self::Time => significant(seconds * 1e6) + " µs",
        }
    }
}

/// Three digits that matter, or all before the point.
pub fn significant(value: f64) -> String {
    let digits = if value < 10.0 {
        2
    } else if value < 100.0 {
        1
    } else {
        0
    };
    format!("{value:.digits$}")
}

impl Comparison {
    /// The difference of some outputs, and whether it is too large. What is not finite is.
    pub fn compare(self, expected: &[f64], found: &[f64]) -> (f64, bool) {
        if expected.len() != found.len() || found.iter().any(|value| !value.is_finite()) {
            return (f64::INFINITY, true);
        }
        let differences = expected.iter().zip(found).map(|(e, f)| (e - f).abs() / e.abs().max(1.0));
        match self {
            Self::Largest(limit) => {
                let largest = differences.fold(0.0, f64::max);
                (largest, largest > limit)
            }
            Self::Mean(limit) => {
                let mean = differences.sum::<f64>() / expected.len().max(1) as f64;
                (mean, mean > limit)
            }
        }
    }
}
