//! A training step and a prediction of the examples' networks.
//!
//!     cargo bench -p netform-examples
//!
//! Items are floating-point operations of the matrix products and convolutions, so `Gitem/s` are
//! GFLOP/s; all else that a step does, activations, pools, loss and optimizer, takes its time and
//! counts nothing. `NETFORM_ISA` sets another instruction set.

#[path = "../mlp.rs"]
#[allow(dead_code, reason = "a program of its own, read here for its network")]
mod mlp;
#[path = "../mnist.rs"]
#[allow(dead_code, reason = "a program of its own, read here for its network")]
mod mnist;

use divan::counter::ItemsCount;
use divan::{Bencher, black_box};
use mlp::Mlp;
use mnist::Digits;
use netform::nalgebra::SMatrix;
use netform::prelude::*;

/// Samples a step.
const BATCH: usize = 32;

fn main() {
    divan::main();
}

#[divan::bench]
fn mlp_step(bencher: Bencher<'_, '_>) {
    let mut model = Mlp::new(1).compile(Adam::default(), SparseCategoricalCrossentropy::default(), ());
    let (x, y) = (images::<784, 1>(), classes());
    bencher.counter(step_flops::<Mlp>()).bench_local(|| model.train_on_batch(&x, &y));
}

#[divan::bench]
fn mlp_predict(bencher: Bencher<'_, '_>) {
    let (net, x) = (Mlp::new(1), images::<784, 1>());
    let mut y = SVector::zeros();
    let mut workspace = Box::new(mlp::MlpWorkspace::new());
    let flops = ItemsCount::new(layer_flops::<Mlp>().iter().sum::<usize>());
    bencher.counter(flops).bench_local(|| net.predict_into(black_box(&x[0]), &mut y, &mut workspace));
}

#[divan::bench]
fn mnist_step(bencher: Bencher<'_, '_>) {
    let mut model = Digits::new(1).compile(Adam::default(), SparseCategoricalCrossentropy::default(), ());
    let (x, y) = (images::<1, 784>(), classes());
    bencher.counter(step_flops::<Digits>()).bench_local(|| model.train_on_batch(&x, &y));
}

#[divan::bench]
fn mnist_predict(bencher: Bencher<'_, '_>) {
    let (net, x) = (Digits::new(1), images::<1, 784>());
    let mut y = SVector::zeros();
    let mut workspace = Box::new(mnist::DigitsWorkspace::new());
    let flops = ItemsCount::new(layer_flops::<Digits>().iter().sum::<usize>());
    bencher.counter(flops).bench_local(|| net.predict_into(black_box(&x[0]), &mut y, &mut workspace));
}

/// Images of which a fifth is ink, as of MNIST's.
fn images<const ROWS: usize, const COLUMNS: usize>() -> Vec<SMatrix<f32, ROWS, COLUMNS>> {
    let pixel = |index: usize| ((index as f32 * 0.618_034).fract() - 0.8).max(0.0) * 5.0;
    (0..BATCH).map(|image| SMatrix::from_fn(|row, column| pixel(image * 101 + row * 31 + column))).collect()
}

fn classes() -> Vec<u8> {
    (0..BATCH).map(|image| (image * 7 % 10) as u8).collect()
}

/// The operations of each layer's forward pass on a sample: every weight of a kernel is multiplied
/// and added once at every place of the output.
fn layer_flops<N: Network>() -> Vec<usize> {
    let flops = N::LAYERS.iter().map(|layer| {
        let places = layer.description.output.len() / layer.description.output.last();
        let kernels = layer.description.tensors.as_slice().iter().filter(|tensor| tensor.name == "kernel");
        kernels.map(|kernel| 2 * kernel.shape.len() * places).sum()
    });
    flops.filter(|flops| *flops > 0).collect()
}

/// The operations of a step: the gradients of kernel and input cost as much as the forward pass;
/// nobody wants that of the first layer's input.
fn step_flops<N: Network>() -> ItemsCount {
    let layers = layer_flops::<N>();
    ItemsCount::new(BATCH * (3 * layers.iter().sum::<usize>() - layers[0]))
}
