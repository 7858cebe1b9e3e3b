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
    /// A step of sound: what has been heard before, and states, come with every sample.
    struct Sound(x: [9, 3], h: [5], c: [5], g: [4]) -> { y: [2], h_after: [5], c_after: [5], g_after: [4] } {
        let heard = Conv1D(6, 3, dilation_rate = 4, activation = tanh)(x);
        let (hidden, last, cells) = LSTM(5, return_state = true)(heard, initial_state = (h, c));
        let (gated, g_last) = GRU(4, return_state = true)(Reshape([1, 5])(hidden), initial_state = g);
        let simple = SimpleRNN(3)(Reshape([1, 4])(gated));
        y = Dense(2)(simple);
        h_after = last;
        c_after = cells;
        g_after = g_last;
    }
}

network! {
    /// Outputs that are read besides, one value for two outputs, and an input that is an output.
    struct Outputs(x: [4], z: [2]) -> { hidden: [6], copy: [6], y: [2], input: [2] } {
        let read = Dense(6, activation = relu)(x);
        hidden = read;
        copy = read;
        y = Dense(2)(ReLU()(Dense(4)(read)) * x + concat(z, z));
        input = z;
    }
}

network! {
    /// Too many filters for few rows.
    struct Windows: [7, 2] -> [2] {
        Conv1D(5, 3, padding = same, strides = 2, activation = relu),
        Conv1D(33, 2, padding = causal, strides = 2),
        Flatten(),
        Dense(2),
    }
}

network! {
    /// Kernels that see the whole input, a part of it, and beyond it.
    struct Few: [7, 2] -> [3] {
        Conv1D(5, 3, padding = same, strides = 2, activation = relu),
        Conv1D(3, 2, padding = causal, strides = 2),
        Conv1D(3, 2),
        Reshape([1, 3, 1]),
        Conv2D(3, (1, 3)),
        Flatten(),
    }
}

network! {
    /// Pixels that lie apart, of as many channels as there are chains.
    struct Apart: [9, 8] -> [1, 20] {
        Conv1D(20, 3, dilation_rate = 4),
    }
}

network! {
    /// Rows of pixels that lie apart.
    struct Lines: [4, 4, 8] -> [2, 2, 12] {
        Conv2D(12, 3),
    }
}

network! {
    /// Too large.
    struct Large: [200] -> [200] {
        Dense(200),
    }
}

network! {
    /// Little to compute, but a patch that is too much for the stack.
    struct Patch: [4001, 1] -> [1, 1] {
        Conv1D(1, 2001, dilation_rate = 2),
    }
}

fn check<N: Network>(network: &N, unrolls: bool) {
    let value = |index: usize| N::Scalar::from_f64(((index * 37 + 11) % 64) as f64 / 32.0 - 1.0);
    let samples: Vec<N::Input> = (0..5)
        .map(|sample| {
            let mut input = N::Input::zeros();
            for (part, values) in input.parts_mut().into_iter().enumerate() {
                for (index, place) in values.iter_mut().enumerate() {
                    *place = value(7 * sample + 3 * part + index);
                }
            }
            input
        })
        .collect();
    let flat: Vec<Vec<N::Scalar>> = (0..N::Input::PARTS)
        .map(|part| samples.iter().flat_map(|sample| sample.part(part)).copied().collect())
        .collect();
    let flat: Vec<&[N::Scalar]> = flat.iter().map(Vec::as_slice).collect();
    let len = |port: &Port| port.shape.len();
    let mut batched: Vec<Vec<N::Scalar>> =
        N::OUTPUT_PORTS.iter().map(|port| vec![N::Scalar::ZERO; 5 * len(port)]).collect();
    let mut memory = vec![N::Scalar::ZERO; N::INFERENCE.elements(5)];
    let mut outputs: Vec<&mut [N::Scalar]> = batched.iter_mut().map(Vec::as_mut_slice).collect();
    network.infer(Pass::inference(5), &flat, &mut outputs, &mut memory);
    assert_eq!(N::UNROLLS, unrolls && !cfg!(debug_assertions), "{}", N::NAME);
    for (index, sample) in samples.iter().enumerate() {
        let mut output = N::Output::zeros();
        netform::__private::predict_into(network, sample, &mut output, &mut memory);
        for (part, (port, batched)) in N::OUTPUT_PORTS.iter().zip(&batched).enumerate() {
            let expected = &batched[index * len(port)..][..len(port)];
            assert_eq!(output.part(part), expected, "{}, output {part}", N::NAME);
            assert!(expected.iter().any(|value| *value != N::Scalar::ZERO), "{}, output {part}", N::NAME);
        }
    }
}

#[test]
fn small_networks_predict_in_one_piece() {
    check(&*Sizes::new(1), true);
    check(&*One::new(2), true);
    check(&*Graph::new(3), true);
    check(&*Double::new(4), true);
    check(&*Sound::new(6), true);
    check(&*Outputs::new(7), true);
    check(&*Few::new(8), true);
    check(&*Apart::new(11), true);
    check(&*Lines::new(12), true);
}

#[test]
fn large_networks_do_not() {
    check(&*Large::new(5), false);
    check(&*Windows::new(9), false);
    check(&*Patch::new(10), false);
}
