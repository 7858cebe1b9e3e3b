//! Training on one thread: samples a second of `fit`, shuffled, in batches of 32 with Adam.
//!
//! `cargo bench -p netform --bench training [FILTER]`. A round is a call of `fit` with its checks
//! of the data; printed are the median, the best and the worst round.

#[allow(dead_code, unreachable_pub, reason = "shared with the other benchmarks")]
mod networks;

use netform::prelude::*;
use networks::{Churn, Cnn, Mlp, Sequences, classes, is_measured, is_wanted, rounds, samples};

/// Trains a number of epochs a round.
fn measure(name: &str, count: usize, mut fit: impl FnMut(usize) -> History) {
    let epochs = if is_measured() { 2 } else { 1 };
    let (mut first, mut last) = (None, 0.0);
    let times = rounds(if is_measured() { 9 } else { 1 }, || {
        let history = fit(epochs);
        first.get_or_insert(history.loss()[0]);
        last = history.loss()[epochs - 1];
    });
    let [median, best, worst] = times.map(|seconds| (count * epochs) as f64 / seconds / 1e3);
    println!(
        "{name:10} {median:8.1} k samples/s ({worst:.1} to {best:.1}), loss {:.4} to {last:.4}",
        first.unwrap_or(0.0)
    );
}

fn count(count: usize) -> usize {
    if is_measured() { count } else { 64 }
}

fn main() {
    println!("training, batch 32, Adam, {}", netform::kernels::Isa::detect());
    if is_wanted("mlp") {
        let x: Vec<<Mlp as Network>::Input> = samples(count(60_000));
        let y = classes(&x, 10);
        let mut model = Mlp::new(1).compile(
            Adam::default(),
            SparseCategoricalCrossentropy::default(),
            SparseCategoricalAccuracy::default(),
        );
        measure("mlp", x.len(), |epochs| model.fit(&x, &y, Fit::epochs(epochs)).expect("finite"));
    }
    if is_wanted("cnn") {
        let x: Vec<<Cnn as Network>::Input> = samples(count(10_000));
        let y = classes(&x, 10);
        let mut model = Cnn::new(1).compile(
            Adam::default(),
            SparseCategoricalCrossentropy::default(),
            SparseCategoricalAccuracy::default(),
        );
        measure("cnn", x.len(), |epochs| model.fit(&x, &y, Fit::epochs(epochs)).expect("finite"));
    }
    if is_wanted("lstm") {
        let x: Vec<<Sequences as Network>::Input> = samples(count(10_000));
        let y = classes(&x, 10);
        let mut model = Sequences::new(1).compile(
            Adam::default(),
            SparseCategoricalCrossentropy::default(),
            SparseCategoricalAccuracy::default(),
        );
        measure("lstm", x.len(), |epochs| model.fit(&x, &y, Fit::epochs(epochs)).expect("finite"));
    }
    if is_wanted("churn") {
        let x: Vec<<Churn as Network>::Input> = samples(count(60_000));
        let y: Vec<bool> = classes(&x, 2).into_iter().map(|class| class == 1).collect();
        let mut model =
            Churn::new(1).compile(Adam::default(), BinaryCrossentropy::default(), BinaryAccuracy::default());
        measure("churn", x.len(), |epochs| model.fit(&x, &y, Fit::epochs(epochs)).expect("finite"));
    }
}
