// The program of the benchmark: `Net`, which is declared above, trains and predicts. Read by
// `report.rs`: numbers by name, one a line. Times are the fastest of all rounds, in seconds.

use std::time::Instant;

use netform::network::LayerInfo;
use netform::prelude::*;
use netform::Sample;

const BATCH: usize = 8;

/// Samples without a pattern.
fn samples<S: Sample<f32>>() -> Vec<S> {
    let mut state = 1_u64;
    let mut number = || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 40) as f32 / (1_u64 << 23) as f32 - 1.0
    };
    let mut sample = |_| {
        let mut sample = S::zeros();
        sample.part_mut(0).iter_mut().for_each(|value| *value = number());
        sample
    };
    (0..BATCH).map(&mut sample).collect()
}

/// The seconds of the fastest round, after one that allocates.
fn fastest(mut round: impl FnMut()) -> f64 {
    round();
    let (begin, mut best, mut rounds) = (Instant::now(), f64::INFINITY, 0);
    while rounds < 5 || begin.elapsed().as_secs_f64() < 1.5 {
        let start = Instant::now();
        round();
        best = best.min(start.elapsed().as_secs_f64());
        rounds += 1;
    }
    best
}

/// The operations of a layer's products on a sample: every weight of a kernel is multiplied and
/// added once at every place of the output, or at as many as its channel has in a depthwise one.
/// All else costs time and counts nothing.
fn operations(layer: &LayerInfo) -> usize {
    let places = layer.description.output.len() / layer.description.output.last();
    let kernels = layer.description.tensors.as_slice().iter().filter(|tensor| tensor.name == "kernel");
    kernels.map(|kernel| 2 * kernel.shape.len() * places).sum()
}

fn main() {
    let x = samples::<<Net as Network>::Input>();
    let mut y = vec![<Net as Network>::Output::zeros(); BATCH];
    let classes = y[0].len();
    y.iter_mut().enumerate().for_each(|(sample, y)| y[sample % classes] = 1.0);
    let mut model = Net::new(1).compile(Adam::new(1e-4), CategoricalCrossentropy::default(), ());
    let step = fastest(|| {
        model.train_on_batch(&x, &y).expect("finite numbers");
    });
    let prediction = fastest(|| {
        std::hint::black_box(model.predict(std::hint::black_box(&x[0])));
    });
    let layers: Vec<usize> = Net::LAYERS.iter().map(operations).collect();
    let forward: usize = layers.iter().sum();
    // The gradients of kernel and input cost as much as the forward pass each; nobody wants that of
    // the first layer's input.
    let training = BATCH * (3 * forward - layers[0]);
    println!("layers {}", layers.len());
    println!("weights {}", size_of::<Net>());
    println!("workspace {}", 4 * Net::INFERENCE.elements(1));
    println!("training {}", 4 * (Net::TRAINING.elements(BATCH) + Net::GRADIENTS + 2 * Net::TRAINABLE));
    println!("step {step}");
    println!("step_flops {training}");
    println!("prediction {prediction}");
    println!("prediction_flops {forward}");
}
