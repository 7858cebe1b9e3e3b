//! Predictions of small networks in one piece give the bits of those layer by layer.
//!
//! Builds with debug assertions have no such predictions: this is a test for `--release` too.

use netform::network::{Pass, Port};
use netform::prelude::*;
use netform::{Network, Sample, Scalar};

network! {
    /// Rows of every kind: 8 chains, 4, 2 and one.
    struct Sizes: [5] -> [3] {
        Dense(70, activation = relu),
        Dense(32, activation = tanh),
        Dense(17, activation = sigmoid),
        Dense(16, activation = gelu),
        Dense(9, activation = silu),
        Dropout(0.5),
        Dense(8, use_bias = false),
        Dense(3, activation = softmax),
    }
}

network! {
    /// One number in, one out.
    struct One: [1] -> [1] {
        Dense(1),
    }
}

network! {
    /// Rows of steps, and a shared layer.
    struct Graph(x: [3, 4]) -> [3, 2] {
        let twice = Dense(4, activation = relu);
        let y = twice(twice(x));
        Dense(2)(y)
    }
}

network! {
    #[scalar(f64)]
    struct Double: [6] -> [2] {
        Dense(20, activation = elu),
        Dense(2),
    }
}

network! {
    /// Too large.
    struct Large: [100] -> [100] {
        Dense(100),
    }
}

fn check<N: Network>(network: &N, unrolls: bool) {
    let value = |index: usize| N::Scalar::from_f64(((index * 37 + 11) % 64) as f64 / 32.0 - 1.0);
    let samples: Vec<N::Input> = (0..5)
        .map(|sample| {
            let mut input = N::Input::zeros();
            for (index, place) in input.part_mut(0).iter_mut().enumerate() {
                *place = value(7 * sample + index);
            }
            input
        })
        .collect();
    let len = |port: &Port| port.shape.len();
    let (inputs, outputs) = (len(&N::INPUT_PORTS[0]), len(&N::OUTPUT_PORTS[0]));
    let flat: Vec<N::Scalar> = samples.iter().flat_map(|sample| sample.part(0)).copied().collect();
    assert_eq!(flat.len(), 5 * inputs);
    let mut batched = vec![N::Scalar::ZERO; 5 * outputs];
    let mut memory = vec![N::Scalar::ZERO; N::INFERENCE.elements(5)];
    network.infer(Pass::inference(5), &[&flat], &mut [&mut batched], &mut memory);
    assert_eq!(N::UNROLLS, unrolls && !cfg!(debug_assertions), "{}", N::NAME);
    for (sample, batched) in samples.iter().zip(batched.chunks_exact(outputs)) {
        let mut output = N::Output::zeros();
        netform::__private::predict_into(network, sample, &mut output, &mut memory);
        assert_eq!(output.part(0), batched, "{}", N::NAME);
    }
}

#[test]
fn small_networks_predict_in_one_piece() {
    check(&*Sizes::new(1), true);
    check(&*One::new(2), true);
    check(&*Graph::new(3), true);
    check(&*Double::new(4), true);
}

#[test]
fn large_networks_do_not() {
    check(&*Large::new(5), false);
}
