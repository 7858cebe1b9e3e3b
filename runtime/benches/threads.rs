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
    let (mut ratios, mut times) = (Vec::new(), [Vec::new(), Vec::new()]);
    for _ in 0..if is_measured() { 9 } else { 1 } {
        let [one, all] = [0, 1].map(|index| {
            let pool = &pools[index];
            let model: &mut Trainer<_, _, _, _> = &mut models[index];
            let begin = Instant::now();
            pool.install(|| model.fit(&x, &y, Fit::epochs(EPOCHS).batch_size(batch))).expect("finite");
            begin.elapsed().as_secs_f64()
        });
        ratios.push(one / all);
        times[0].push(one);
        times[1].push(all);
    }
    let [one, all] = models;
    let bits = |model: &[f32]| model.iter().map(|weight| weight.to_bits()).collect::<Vec<_>>();
    let same = bits(one.as_slice()) == bits(all.as_slice());
    ratios.sort_by(f64::total_cmp);
    let [median, best, worst] = [ratios[ratios.len() / 2], ratios[ratios.len() - 1], ratios[0]];
    let weights = if same { "the same weights" } else { "OTHER WEIGHTS" };
    let steps = (EPOCHS * count.div_ceil(batch)) as f64;
    let [one, all] = times.map(|mut times| {
        times.sort_by(f64::total_cmp);
        times[times.len() / 2] / steps * 1e6
    });
    println!("{name:10} {one:.0} us, {all:.0} us");
    println!("{name:10} batch {batch:4}: {median:.2} times faster ({worst:.2} to {best:.2}), {weights}");
}

fn main() {
    println!("training on all threads, {}", netform::kernels::Isa::detect());
    measure("mlp", Mlp::new, 256, 30_000);
    measure("mlp64", Mlp::new, 64, 20_000);
    measure("mlp128", Mlp::new, 128, 20_000);
    measure("mlp", Mlp::new, 32, 10_000);
    measure("wide", Wide::new, 128, 4_000);
    measure("wide", Wide::new, 64, 4_000);
    measure("wide", Wide::new, 32, 4_000);
    measure("wide256", Wide::new, 256, 4_000);
    measure("cnn", Cnn::new, 64, 6_000);
    measure("cnn", Cnn::new, 32, 6_000);
    measure("cnn16", Cnn::new, 16, 6_000);
    measure("sequences", Sequences::new, 32, 6_000);
    measure("churn", Churn::new, 32, 60_000);
}
