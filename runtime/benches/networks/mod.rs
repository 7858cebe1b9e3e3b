//! The networks and data of the benchmarks, and how they are timed.

use std::time::Instant;

use netform::Sample;
use netform::prelude::*;

network! {
    /// Digits by two dense layers.
    pub struct Mlp: [784] -> [10] {
        Dense(128, activation = relu),
        Dense(64, activation = relu),
        Dense(10, activation = softmax),
    }
}

network! {
    /// Three dense layers of 512 units.
    pub struct Wide: [512] -> [10] {
        Dense(512, activation = relu),
        Dense(512, activation = relu),
        Dense(512, activation = tanh),
        Dense(10, activation = softmax),
    }
}

network! {
    /// Digits by two convolutions.
    pub struct Cnn: [28, 28, 1] -> [10] {
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
    /// The tutorial's model without its dropout.
    pub struct Churn: [100] -> [1] {
        Dense(64, activation = relu),
        Dense(1, activation = sigmoid),
    }
}

network! {
    /// Sequences by an LSTM.
    pub struct Sequences: [32, 16] -> [10] {
        LSTM(64),
        Dense(10, activation = softmax),
    }
}

network! {
    /// The LSTM alone.
    pub struct Lstm: [32, 16] -> [64] {
        LSTM(64),
    }
}

network! {
    /// One step of it, with the states in and out.
    pub struct LstmStep(x: [1, 16], h: [64], c: [64]) -> { h_after: [64], c_after: [64] } {
        let (_, hidden, cells) = LSTM(64, return_state = true)(x, initial_state = (h, c));
        h_after = hidden;
        c_after = cells;
    }
}

network! {
    /// A sample of sound by an LSTM.
    pub struct LstmSound(x: [1, 1], h: [20], c: [20]) -> { y: [1], h_after: [20], c_after: [20] } {
        let (last, hidden, cells) = LSTM(20, return_state = true)(x, initial_state = (h, c));
        y = Dense(1)(last);
        h_after = hidden;
        c_after = cells;
    }
}

network! {
    /// A sample of sound by a GRU.
    pub struct GruSound(x: [1, 1], h: [8]) -> { y: [1], h_after: [8] } {
        let (last, hidden) = GRU(8, return_state = true)(x, initial_state = h);
        y = Dense(1)(last);
        h_after = hidden;
    }
}

network! {
    /// As `GruSound`, with more units.
    pub struct GruWide(x: [1, 1], h: [20]) -> { y: [1], h_after: [20] } {
        let (last, hidden) = GRU(20, return_state = true)(x, initial_state = h);
        y = Dense(1)(last);
        h_after = hidden;
    }
}

network! {
    /// A step of a dilated convolution, on what it sees.
    pub struct ConvSound: [57, 16] -> [1, 16] {
        Conv1D(16, 15, dilation_rate = 4),
    }
}

network! {
    /// A sample of sound by four kinds of layers; of the convolution, all that it sees.
    pub struct MixedSound(x: [5, 1], h: [8]) -> { y: [1], h_after: [8] } {
        let heard = Conv1D(4, 3, dilation_rate = 2, activation = tanh)(Dense(8, activation = tanh)(x));
        let (last, hidden) = GRU(8, return_state = true)(heard, initial_state = h);
        y = Dense(1)(last);
        h_after = hidden;
    }
}

network! {
    /// One matrix.
    pub struct Square: [16] -> [16] {
        Dense(16),
    }
}

/// Numbers of −1 to 1 without a pattern.
pub struct Noise(u64);

impl Noise {
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    pub fn next(&mut self) -> f32 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 40) as f32 / (1_u64 << 23) as f32 - 1.0
    }
}

/// Samples, made in place.
pub fn samples<S: Sample<f32>>(count: usize) -> Vec<S> {
    let mut noise = Noise::new(1);
    (0..count)
        .map(|_| {
            let mut sample = S::zeros();
            for part in 0..S::PARTS {
                sample.part_mut(part).iter_mut().for_each(|value| *value = noise.next());
            }
            sample
        })
        .collect()
}

/// Classes of the samples: which of some groups of elements is largest, so that there is something
/// to learn.
pub fn classes<S: Sample<f32>>(samples: &[S], classes: usize) -> Vec<u8> {
    let sum = |group: &[f32]| group.iter().sum::<f32>();
    let class = |sample: &S| {
        let groups = sample.part(0).chunks_exact(sample.part(0).len() / classes).map(sum);
        let largest = groups.take(classes).enumerate().max_by(|a, b| a.1.total_cmp(&b.1));
        largest.map_or(0, |(class, _)| class as u8)
    };
    samples.iter().map(class).collect()
}

/// The median, the fastest and the slowest of some rounds, in seconds.
pub fn rounds(rounds: usize, mut round: impl FnMut()) -> [f64; 3] {
    let mut times: Vec<f64> = (0..rounds)
        .map(|_| {
            let begin = Instant::now();
            round();
            begin.elapsed().as_secs_f64()
        })
        .collect();
    times.sort_by(f64::total_cmp);
    [times[rounds / 2], times[0], times[rounds - 1]]
}

/// Whether a benchmark of this name is asked for.
pub fn is_wanted(name: &str) -> bool {
    let mut filters = std::env::args().skip(1).filter(|argument| !argument.starts_with('-')).peekable();
    filters.peek().is_none() || filters.any(|filter| name.contains(&filter))
}

/// False in `cargo test`, which wants to see that it runs, and no more.
pub fn is_measured() -> bool {
    std::env::args().any(|argument| argument == "--bench")
}
