//! Layers without weights between layers with some: every buffer is where it should be when a
//! backward pass reads it.

use netform::network::{Network as _, Pass};

netform::network! {
    /// All functions and views.
    pub struct Deep: [12] -> [3] {
        Dense(12, activation = gelu),
        Reshape((3, -1)),
        LeakyReLU(),
        Dense(4, activation = silu),
        Softmax(axis = 1),
        Dropout(0.3),
        ELU(),
        Activation(gelu(approximate = true)),
        Flatten,
        Activation(softplus),
        Dense(3, activation = selu, kernel_initializer = orthogonal(gain = 2, seed = 3)),
        ReLU(max_value = 6.0, negative_slope = 0.1),
        Activation(tanh),
    }
}

const BATCH: usize = 3;

/// The sum of the outputs in a training pass, each times a number, and the pass's memory.
fn run(network: &Deep, x: &[f32], factors: &[f32]) -> (f64, Vec<f32>) {
    let mut memory = vec![f32::NAN; Deep::TRAINING.elements(BATCH)];
    network.forward(Pass::training(BATCH, 9), &[x], &[false], &mut memory);
    let output = &memory[Deep::HEADS[0].output.offset * BATCH..][..factors.len()];
    (output.iter().zip(factors).map(|(y, factor)| f64::from(y * factor)).sum(), memory)
}

#[test]
fn gradients_pass_through() {
    let mut network = Deep::new(1);
    let x: Vec<f32> = (0..12 * BATCH).map(|index| ((index * 37 % 23) as f32 - 11.0) / 7.0).collect();
    let factors: Vec<f32> = (0..3 * BATCH).map(|index| ((index * 5 % 7) as f32 - 3.0) / 2.0).collect();
    let (_, mut memory) = run(&network, &x, &factors);
    let mut gradients = vec![f32::NAN; Deep::TRAINABLE_PARAMS];
    memory[Deep::HEADS[0].d_output.offset * BATCH..][..factors.len()].copy_from_slice(&factors);
    network.backward(Pass::training(BATCH, 9), &[&x], &[false], &mut memory, &mut gradients);
    assert!(gradients.iter().any(|d| d.abs() > 0.1), "{gradients:?}");
    for (index, gradient) in gradients.iter().enumerate() {
        let mut at = |step: f32| {
            netform::Params::as_mut_slice(&mut *network)[index] += step;
            let (sum, _) = run(&network, &x, &factors);
            netform::Params::as_mut_slice(&mut *network)[index] -= step;
            sum
        };
        let difference = (at(0.01) - at(-0.01)) / 0.02;
        assert!((difference - f64::from(*gradient)).abs() < 1e-4, "{index}: {gradient}, not {difference}");
    }
}
