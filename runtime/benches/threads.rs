//! Training on one thread and on all: how many times faster, and whether the weights are the same.
//!
//! `cargo bench -p netform --features rayon --bench threads [FILTER]`. Both run in turn; printed are
//! the median, the best and the worst of the rounds' ratios.

#[allow(dead_code, unreachable_pub, reason = "shared with the other benchmarks")]
mod networks;

use std::time::Instant;

use netform::losses::{Takes, Values};
use netform::prelude::*;
use netform::training::Trainer;
use networks::{Churn, Cnn, Mlp, Sequences, Wide, is_measured, is_wanted, samples};

/// The epochs of a round.
const EPOCHS: usize = 3;

fn pool(threads: usize) -> rayon::ThreadPool {
    rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("a pool")
}

/// A network to train, and a copy that one thread trains.
fn measure<N>(name: &str, new: fn(u64) -> Box<N>, batch: usize, count: usize)
where
    N: Network<Scalar = f32>,
    Values: Takes<N::Output, N>,
{
    if !is_wanted(name) {
        return;
    }
    let count = if is_measured() { count } else { 2 * batch };
    let x: Vec<N::Input> = samples(count);
    let y: Vec<N::Output> = samples(count);
    let pools = [pool(1), pool(std::thread::available_parallelism().map_or(1, usize::from))];
    let model = || Model::new(new(1), Adam::default(), MeanSquaredError::new(), ());
    let mut models = [model(), model()];
    let mut rounds = Vec::new();
    for _ in 0..if is_measured() { 9 } else { 1 } {
        rounds.push([0, 1].map(|index| {
            let pool = &pools[index];
            let model: &mut Trainer<_, _, _, _> = &mut models[index];
            let begin = Instant::now();
            pool.install(|| model.fit(&x, &y, Fit::epochs(EPOCHS).batch_size(batch))).expect("finite");
            begin.elapsed().as_secs_f64()
        }));
    }
    let [one, all] = models;
    let bits = |model: &[f32]| model.iter().map(|weight| weight.to_bits()).collect::<Vec<_>>();
    let same = bits(one.as_slice()) == bits(all.as_slice());
    let weights = if same { "the same weights" } else { "OTHER WEIGHTS" };
    let [worst, median, best] = spread(rounds.iter().map(|[one, all]| one / all));
    let steps = (EPOCHS * count.div_ceil(batch)) as f64;
    let [one, all] = [0, 1].map(|index| spread(rounds.iter().map(|times| times[index] / steps * 1e6))[1]);
    println!(
        "{name:10} batch {batch:4}: {median:.2} times faster ({worst:.2} to {best:.2}), {one:5.0} and {all:5.0} us a step, {weights}"
    );
}

/// The least, the median and the largest of some numbers.
fn spread(numbers: impl Iterator<Item = f64>) -> [f64; 3] {
    let mut numbers: Vec<f64> = numbers.collect();
    numbers.sort_by(f64::total_cmp);
    [0, numbers.len() / 2, numbers.len() - 1].map(|index| numbers[index])
}

fn main() {
    println!("training on all threads, {}", netform::kernels::Isa::detect());
    measure("mlp", Mlp::new, 256, 30_000);
    measure("mlp", Mlp::new, 64, 20_000);
    measure("mlp", Mlp::new, 32, 10_000);
    measure("wide", Wide::new, 128, 4_000);
    measure("wide", Wide::new, 32, 4_000);
    measure("cnn", Cnn::new, 64, 6_000);
    measure("cnn", Cnn::new, 32, 6_000);
    measure("sequences", Sequences::new, 32, 6_000);
    measure("churn", Churn::new, 32, 60_000);
}
