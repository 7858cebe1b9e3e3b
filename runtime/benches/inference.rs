//! Inference on one thread: nanoseconds of `predict_into` on one sample, and samples a second of
//! `predict_batch` on
//! batches of 256.
//!
//! `cargo bench -p netform --bench inference [FILTER]`. Printed are the median, the best and the
//! worst of some rounds of many calls.

#[allow(dead_code, unreachable_pub, reason = "shared with the other benchmarks")]
mod networks;

use std::hint::black_box;

use netform::prelude::*;
use netform::{Aligned, Sample};
use networks::{
    Churn, Cnn, ConvSound, GruSound, GruWide, Lstm, LstmSound, LstmStep, MixedSound, Mlp, Square,
    is_measured, is_wanted, rounds, samples,
};

/// Samples of a batch.
const BATCH: usize = 256;

/// Samples one by one.
fn measure_alone<N: Network<Scalar = f32>>(name: &str, network: &N) {
    if !is_wanted(name) {
        return;
    }
    // Short rounds: some of them have the processor to themselves on a busy machine too.
    let count = if is_measured() { 201 } else { 1 };
    let calls = if is_measured() { 1000 } else { 1 };
    let network = &*Aligned::boxed(network);
    let x: Vec<N::Input> = samples(16);
    let (mut output, mut memory) = (N::Output::zeros(), vec![0.0; N::INFERENCE.elements(1)]);
    let times = rounds(count, || {
        for call in 0..calls {
            let input = black_box(&x[call % 16]);
            netform::__private::predict_into(black_box(&**network), input, &mut output, &mut memory);
            black_box(&mut output);
        }
    });
    let [median, best, worst] = times.map(|seconds| seconds / calls as f64 * 1e9);
    println!("{name:10} {median:9.0} ns a sample ({best:.0} to {worst:.0})");
}

/// Samples one by one, and in batches.
fn measure<N: Network<Scalar = f32>>(name: &str, network: Box<N>) {
    if !is_wanted(name) {
        return;
    }
    measure_alone(name, &*network);
    let count = if is_measured() { 9 } else { 1 };
    let calls = if is_measured() { 20_000 / BATCH + 1 } else { 1 };
    let x: Vec<N::Input> = samples(BATCH);
    let model = Model::new(network, SGD::default(), MeanSquaredError::new(), ());
    let times = rounds(count, || {
        for _ in 0..calls {
            black_box(model.predict_batch(black_box(&x)));
        }
    });
    let [median, best, worst] = times.map(|seconds| (calls * BATCH) as f64 / seconds / 1e3);
    println!("{name:10} {median:9.1} k samples/s in batches of {BATCH} ({worst:.1} to {best:.1})");
}

fn main() {
    println!("inference, {}", netform::kernels::Isa::detect());
    measure("mlp", Mlp::new(1));
    measure("cnn", Cnn::new(1));
    measure("churn", Churn::new(1));
    measure("lstm", Lstm::new(1));
    measure_alone("lstm_step", &*LstmStep::new(1));
    measure_alone("lstm_sound", &*LstmSound::new(1));
    measure_alone("gru_sound", &*GruSound::new(1));
    measure_alone("gru_wide", &*GruWide::new(1));
    measure_alone("conv_sound", &*ConvSound::new(1));
    measure_alone("mixed_sound", &*MixedSound::new(1));
    measure_alone("square", &*Square::new(1));
}
