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
    /// After some steps of training, in which roundings grow: the mean difference.
    Mean(f64),
}

/// The least that a sample needs: multiply-adds, and bytes of weights that have to be read.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Work {
    pub multiply_adds: f64,
    /// All weights, which lie in the smallest cache that holds them.
    pub weights: f64,
    /// How often they are read.
    pub reads: f64,
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
    /// What it needs.
    pub work: Work,
}

/// A workload of so many thousand multiply-adds a sample, and one sample's so many thousand weights.
const fn workload(
    name: &'static str,
    title: &'static str,
    unit: Unit,
    multiply_adds: f64,
    weights: f64,
) -> Workload {
    let comparison = match unit {
        // W5 shows samples too, but compares as predictions do.
        Unit::Samples if name.as_bytes()[1] != b'5' => Comparison::Mean(0.005),
        Unit::Rate(_) => Comparison::Largest(1e-3),
        _ => Comparison::Largest(1e-4),
    };
    let work = Work { multiply_adds: 1e3 * multiply_adds, weights: 4e3 * weights, reads: 1.0 };
    Workload { name, title, unit, comparison, work }
}

/// All of them, in the order of the table. Training multiplies each weight twice in the first layer, whose input needs no
/// gradient, and three times elsewhere.
pub const WORKLOADS: [Workload; 18] = [
    workload("w1", "W1 training, 784-128-64-10", Unit::Samples, 227.2, 0.0),
    workload("w1-tutorial", "W1 training, 100-64-1", Unit::Samples, 12.992, 0.0),
    workload("w2", "W2 training, two convolutions", Unit::Samples, 594.24, 0.0),
    workload("w3", "W3 training, LSTM 64 on 32 × 16", Unit::Samples, 1836.928, 0.0),
    workload("w4a", "W4a one sample, 4-16-16-3", Unit::Time, 0.368, 0.403),
    workload("w4b", "W4b one sample, 784-128-64-10", Unit::Time, 109.184, 109.386),
    workload("w4c", "W4c one sample, two convolutions", Unit::Time, 214.304, 27.562),
    workload("w4d-step", "W4d one step, LSTM 16→64", Unit::Time, 20.48, 20.736),
    // The weights of the inputs are read once, those of the state 32 times.
    Workload {
        work: Work { multiply_adds: 655_360.0, weights: 82_944.0, reads: 25.5 },
        ..workload("w4d", "W4d 32 steps, LSTM 16→64", Unit::Time, 0.0, 0.0)
    },
    workload("w4e-dense", "W4e sound, Dense 1-8-1", Unit::Time, 0.016, 0.025),
    workload("w4e-square", "W4e sound, Dense 16-16", Unit::Time, 0.256, 0.272),
    workload("w4e-gru", "W4e sound, GRU 1→8→1", Unit::Time, 0.224, 0.273),
    workload("w4e-gru20", "W4e sound, GRU 1→20→1", Unit::Time, 1.28, 1.401),
    workload("w4e-lstm", "W4e sound, LSTM 1→20→1", Unit::Time, 1.7, 1.781),
    workload("w4e-conv1d", "W4e sound, Conv1D 16→16, kernel 15, dilation 4", Unit::Time, 3.84, 3.856),
    workload("w4e-stack", "W4e sound, Dense 8, Conv1D 4, GRU 8, Dense 1", Unit::Time, 0.4, 0.461),
    workload("w5b", "W5b batches of 256, 784-128-64-10", Unit::Samples, 109.184, 0.0),
    workload("w5c", "W5c batches of 256, two convolutions", Unit::Samples, 214.304, 0.0),
];

/// The matrix product, which has peers of its own.
pub const PRODUCT: Workload =
    workload("product", "product, 128 × 784 × 32", Unit::Rate(2 * 128 * 784 * 32), 3211.264, 0.0);

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
    let digits = [10.0, 100.0].iter().filter(|limit| value < **limit).count();
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
