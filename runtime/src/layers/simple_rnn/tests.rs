use super::*;
use crate::activations::Activation;
use crate::layers::recurrence::test::{SIZES, agrees, keeps_contract, with_settings};

const SITE: Site = Site::new(["rnn", "SimpleRNN"], ["dense", "Dense"]);

/// All outputs of a batch by loops over single numbers.
fn plain(op: &Op, batch: usize, inputs: &[Vec<f64>], params: &[f64]) -> Vec<f64> {
    let Recurrence { steps, features, units, .. } = op.sizes();
    let settings = &op.settings;
    let (kernel, rest) = params.split_at(units * features);
    let (recurrent, bias) = rest.split_at(units * units);
    let (mut y, mut last) = (Vec::new(), Vec::new());
    for sample in 0..batch {
        let mut h = match inputs.get(1) {
            Some(state) => state[sample * units..][..units].to_vec(),
            None => vec![0.0; units],
        };
        for step in 0..steps {
            let time = if settings.go_backwards { steps - 1 - step } else { step };
            let x = &inputs[0][(sample * steps + time) * features..][..features];
            h = (0..units)
                .map(|row| {
                    let input: f64 = (0..features).map(|k| kernel[k * units + row] * x[k]).sum();
                    let state: f64 = (0..units).map(|k| recurrent[k * units + row] * h[k]).sum();
                    (input + state + bias.get(row).copied().unwrap_or(0.0)).tanh()
                })
                .collect();
            if settings.return_sequences {
                y.extend(&h);
            }
        }
        if !settings.return_sequences {
            y.extend(&h);
        }
        last.extend(h);
    }
    if settings.return_state { [y, last].concat() } else { y }
}

/// Operations of `[steps, features]` on some units with all settings.
fn all(shape: [usize; 2], units: usize) -> impl Iterator<Item = (Op, Vec<usize>)> {
    (0..32).map(move |bits| with_settings!(Op, 1 states, shape, units, bits))
}

#[test]
fn values_agree_with_a_plain_loop() {
    for (op, lens) in SIZES.into_iter().flat_map(|(shape, units)| all(shape, units)) {
        agrees(&op, &op.describe(SITE), &lens, |batch, inputs, params| plain(&op, batch, inputs, params));
    }
}

#[test]
fn keeps_the_contract() {
    for (op, lens) in all([3, 2], 3) {
        for activation in [Activation::Tanh, Activation::silu(), Activation::Softmax] {
            let op = op.activation(activation);
            keeps_contract(&op, &op.describe(SITE), 3, &lens);
        }
    }
}
