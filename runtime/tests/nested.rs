//! Networks as layers of networks.

use netform::Params;
use netform::nalgebra::SVector;
use netform::prelude::*;

network! {
    /// Five numbers to three.
    #[scalar(f64)]
    pub struct Encoder: [5] -> [3] {
        Activation(tanh),
        hidden: Dense(4, activation = tanh),
        Dense(3, activation = softplus),
    }
}

network! {
    /// Two halves of different sizes.
    #[scalar(f64)]
    pub struct Split(x: [3]) -> { wide: [4], narrow: [2] } {
        let h = Dense(3, activation = tanh)(x);
        wide = Dense(4)(h);
        narrow = Dense(2)(h);
    }
}

network! {
    /// Everything at once: a layer before a network, a shared network, several outputs.
    #[scalar(f64)]
    pub struct Whole(a: [5], b: [5]) -> [3] {
        let tower = Encoder();
        let front = Dense(5)(a);
        let (wide, narrow) = self::Split()(tower(front));
        let (_, other) = Split()(tower(b));
        let left = Dense(3)(wide);
        let right = Dense(3)(narrow);
        let rest = Dense(3)(other);
        tanh(left + right + rest)
    }
}

network! {
    /// A frozen encoder.
    #[scalar(f64)]
    pub struct Frozen: [5] -> [2] {
        encoder: Encoder(trainable = false),
        head: Dense(2),
    }
}

network! {
    /// A frozen encoder with something to train before it.
    #[scalar(f64)]
    pub struct Through: [5] -> [2] {
        Dense(5),
        encoder: Encoder(trainable = false),
        head: Dense(2),
    }
}

/// Compares the gradients of the sum of all outputs with central differences.
fn check<N: Network<Scalar = f64>>(mut network: Box<N>, inputs: &[&[f64]]) -> Vec<f64> {
    const STEP: f64 = 1e-5;
    let outputs: usize = N::OUTPUT_PORTS.iter().map(|port| port.shape.len()).sum();
    let batch = 2;
    let pass = netform::network::Pass::training(batch, 0);
    let mut memory = vec![f64::NAN; N::TRAINING.elements(batch)];
    let mut gradients = vec![f64::NAN; N::TRAINABLE];
    let logits = vec![false; N::HEADS.len()];
    network.forward(pass, inputs, &logits, &mut memory);
    for head in N::HEADS {
        memory[head.d_output.offset * batch..][..head.d_output.len * batch].fill(1.0);
    }
    network.backward(pass, inputs, &logits, &mut memory, &mut gradients);
    let sum = |network: &N| {
        let mut values = vec![0.0; outputs * batch];
        let mut memory = vec![f64::NAN; N::INFERENCE.elements(batch)];
        let mut rest = values.as_mut_slice();
        let mut parts: Vec<&mut [f64]> = Vec::new();
        for port in N::OUTPUT_PORTS {
            let (own, others) = rest.split_at_mut(port.shape.len() * batch);
            parts.push(own);
            rest = others;
        }
        network.infer(netform::network::Pass::inference(batch), inputs, &mut parts, &mut memory);
        values.iter().sum::<f64>()
    };
    let mut expected = Vec::new();
    for index in 0..N::LEN {
        let old = network.as_slice()[index];
        let mut at = |step: f64| {
            network.as_mut_slice()[index] = old + step;
            sum(&network)
        };
        expected.push((at(STEP) - at(-STEP)) / (2.0 * STEP));
        network.as_mut_slice()[index] = old;
    }
    if N::TRAINABLE == N::LEN {
        for (index, (found, expected)) in gradients.iter().zip(&expected).enumerate() {
            assert!((found - expected).abs() < 1e-8 * (1.0 + expected.abs()), "{index}: {found} {expected}");
        }
    }
    assert!(gradients.iter().all(|gradient| gradient.is_finite()));
    expected.extend(gradients);
    expected
}

fn numbers(len: usize, start: usize) -> Vec<f64> {
    (start..start + len).map(|n| (n * 37 % 19) as f64 / 9.0 - 1.0).collect()
}

#[test]
fn gradients_pass_through_networks() {
    let (a, b) = (numbers(10, 0), numbers(10, 5));
    check(Encoder::new(1), &[&a]);
    check(Whole::new(2), &[&a, &b]);
}

#[test]
fn a_frozen_network_has_no_gradients() {
    assert_eq!(Frozen::TRAINABLE_PARAMS, 3 * 2 + 2);
    assert_eq!(Frozen::PARAMS, Encoder::PARAMS + 3 * 2 + 2);
    let a = numbers(10, 0);
    let all = check(Frozen::new(1), &[&a]);
    let (expected, gradients) = all.split_at(Frozen::PARAMS);
    for (found, expected) in gradients.iter().zip(&expected[Encoder::PARAMS..]) {
        assert!((found - expected).abs() < 1e-8);
    }
    let all = check(Through::new(1), &[&a]);
    let (expected, gradients) = all.split_at(Through::PARAMS);
    let trained = expected[..30].iter().chain(&expected[30 + Encoder::PARAMS..]);
    assert_eq!(gradients.len(), 38);
    for (found, expected) in gradients.iter().zip(trained) {
        assert!((found - expected).abs() < 1e-8, "{found} {expected}");
    }
    // Nothing is kept for a backward pass that is not run.
    assert!(Frozen::TRAINING.per_sample < Through::TRAINING.per_sample);
}

#[test]
fn weights_move_between_networks() {
    let encoder = Encoder::new(7);
    let mut frozen = Frozen::new(1);
    frozen.encoder.as_mut_slice().copy_from_slice(encoder.as_slice());
    let x = SVector::<f64, 5>::new(0.1, -0.4, 0.3, 0.9, -0.2);
    let h = encoder.predict(&x);
    let y = frozen.head.kernel * h + frozen.head.bias;
    assert!((frozen.predict(&x) - y).amax() < 1e-15);
    let text = Frozen::summary().to_string();
    assert!(text.contains("encoder (Encoder)") && text.contains("hidden (Dense)"), "{text}");
}
