//! netform's worker, built without target flags. With a second argument, `write`, it makes the data of a run instead:
//! networks of a seed, samples without a pattern, and labels that can be learnt.

#[macro_use]
mod tasks;
mod networks;
mod sequences;
mod sound;

use std::cell::RefCell;
use std::hint::black_box;
use std::rc::Rc;

use netform::Sample;
use netform::kernels::{Gemm, Isa, Start};
use netform::prelude::*;
use networks::{Churn, Cnn, CnnWorkspace, Mlp, MlpWorkspace, Tiny, TinyWorkspace};
use peers_common::{Data, Failure, Made, inference, serve, training};

fn main() -> Result<(), Failure> {
    let mut arguments = std::env::args().skip(1);
    if let (Some(folder), Some("write")) = (arguments.next(), arguments.next().as_deref()) {
        return write_all(&Data::new(folder));
    }
    serve(&format!("netform {} ({})", env!("CARGO_PKG_VERSION"), Isa::detect()), make)
}

/// A network with the weights of the run.
fn weights<N: Network<Scalar = f32>>(
    mut network: Box<N>,
    data: &Data,
    file: &str,
) -> Result<Box<N>, Failure> {
    network.as_mut_slice().copy_from_slice(&data.network(file)?.weights);
    Ok(network)
}

/// Samples of a network.
fn samples<S: Sample<f32>>(x: &[f32]) -> Vec<S> {
    let elements = S::zeros().part(0).len();
    let sample = |values: &[f32]| {
        let mut sample = S::zeros();
        sample.part_mut(0).copy_from_slice(values);
        sample
    };
    x.chunks_exact(elements).map(sample).collect()
}

/// Predictions of a batch.
fn predict_batch<N: Network<Scalar = f32>>(network: Box<N>, data: &Data, file: &str) -> Made {
    let model = Model::new(weights(network, data, file)?, SGD::default(), MeanSquaredError::new(), ());
    let x: Vec<N::Input> = samples(&data.network(file)?.x);
    Ok(inference(1, 256, move |_, out| {
        let y = black_box(model.predict_batch(black_box(&x[..256])));
        if let Some(out) = out {
            out.extend(y.iter().flat_map(|y| y.part(0)));
        }
    }))
}

/// Two owners of a model.
fn shared<M>(model: M) -> (Rc<RefCell<M>>, Rc<RefCell<M>>) {
    let model = Rc::new(RefCell::new(model));
    (model.clone(), model)
}

fn make(workload: &str, data: &Data) -> Made {
    match workload {
        "w1" => train!(Mlp, SparseCategoricalCrossentropy, |label| *label, "mlp", data),
        "w1-tutorial" => train!(Churn, BinaryCrossentropy, |label| *label == 1, "churn", data),
        "w2" => train!(Cnn, SparseCategoricalCrossentropy, |label| *label, "cnn", data),
        "w4a" => predict!(Tiny, TinyWorkspace, "tiny", data),
        "w4b" => predict!(Mlp, MlpWorkspace, "mlp", data),
        "w4c" => predict!(Cnn, CnnWorkspace, "cnn", data),
        "w5b" => predict_batch(Mlp::new(0), data, "mlp"),
        "w5c" => predict_batch(Cnn::new(0), data, "cnn"),
        "product" => product(data),
        "w3" => sequences::train(data),
        "w4d" => sequences::predict(data),
        _ => sound::make(workload, data),
    }
}

/// The first layer of the digits' network on a batch of 32, as a product without a bias. The weights begin at a line of
/// the cache, as they do in a model.
fn product(data: &Data) -> Made {
    let numbers = data.network("mlp")?;
    let network = netform::Aligned::boxed(&*weights(Mlp::new(0), data, "mlp")?);
    let b = numbers.x[..784 * 32].to_vec();
    let (isa, mut c) = (Isa::detect(), vec![0.0; 128 * 32]);
    Ok(inference(1, 1, move |_, out| {
        let (a, b) = (black_box(&netform::Params::as_slice(&network.0)[..128 * 784]), black_box(&b[..]));
        let start = Start::Zero;
        let gemm = Gemm {
            m: 128,
            n: 32,
            k: 784,
            a,
            a_stride: 128,
            b,
            b_strides: [1, 784],
            c: &mut c,
            c_stride: 128,
            start,
        };
        <f32 as netform::kernels::Kernels>::gemm(isa, gemm);
        black_box(&mut c);
        if let Some(out) = out {
            out.extend_from_slice(&c);
        }
    }))
}

/// Writes the data of all networks.
fn write_all(data: &Data) -> Result<(), Failure> {
    write(data, "mlp", &mut *Mlp::new(7), 60_000, 10)?;
    write(data, "churn", &mut *Churn::new(8), 60_000, 2)?;
    write(data, "cnn", &mut *Cnn::new(9), 6_400, 10)?;
    write(data, "tiny", &mut *Tiny::new(10), 256, 1)?;
    sequences::write(data)?;
    sound::write(data)
}

/// Writes a network's data.
fn write<N: Network<Scalar = f32>>(
    data: &Data,
    file: &str,
    network: &mut N,
    samples: usize,
    classes: usize,
) -> Result<(), Failure> {
    let elements = N::Input::zeros().part(0).len();
    write_samples(data, file, network.as_mut_slice(), [samples, elements], classes)
}

/// Writes the data of a network with these weights: the label of a sample is which of some groups of its elements has the
/// largest sum.
fn write_samples(
    data: &Data,
    file: &str,
    weights: &mut [f32],
    [samples, elements]: [usize; 2],
    classes: usize,
) -> Result<(), Failure> {
    // Biases begin as zeros: other numbers show whether a peer has them in their places.
    let mut noise = Noise(1);
    weights.iter_mut().filter(|value| **value == 0.0).for_each(|value| *value = 0.1 * noise.next());
    let x: Vec<f32> = (0..samples * elements).map(|_| noise.next()).collect();
    let label = |sample: &[f32]| {
        let sums =
            sample.chunks_exact(elements / classes).take(classes).map(|group| group.iter().sum::<f32>());
        sums.enumerate().max_by(|a, b| a.1.total_cmp(&b.1)).map_or(0, |(class, _)| class as u8)
    };
    let labels: Vec<u8> = x.chunks_exact(elements).map(label).collect();
    data.write(file, weights, &x, &labels)
}

/// Numbers of −1 to 1 without a pattern.
struct Noise(u64);

impl Noise {
    fn next(&mut self) -> f32 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 40) as f32 / (1_u64 << 23) as f32 - 1.0
    }
}
