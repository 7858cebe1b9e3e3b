use super::*;
use crate::layers::recurrence::test::{SIZES, agrees, keeps_contract, with_settings};

const SITE: Site = Site::new(["lstm", "LSTM"], ["dense", "Dense"]);

/// All outputs of a batch by loops over single numbers.
fn plain(op: &Op, batch: usize, inputs: &[Vec<f64>], params: &[f64]) -> Vec<f64> {
    let Recurrence { steps, features, units, rows, .. } = op.sizes();
    let settings = &op.settings;
    let (kernel, rest) = params.split_at(rows * features);
    let (recurrent, bias) = rest.split_at(rows * units);
    let (mut y, mut last) = (Vec::new(), [Vec::new(), Vec::new()]);
    for sample in 0..batch {
        let given = |index: usize| match inputs.get(1 + index) {
            Some(state) => state[sample * units..][..units].to_vec(),
            None => vec![0.0; units],
        };
        let (mut h, mut c) = (given(0), given(1));
        for step in 0..steps {
            let time = if settings.go_backwards { steps - 1 - step } else { step };
            let x = &inputs[0][(sample * steps + time) * features..][..features];
            let sums: Vec<f64> = (0..rows)
                .map(|row| {
                    let input: f64 = (0..features).map(|k| kernel[k * rows + row] * x[k]).sum();
                    let state: f64 = (0..units).map(|k| recurrent[k * rows + row] * h[k]).sum();
                    input + state + if bias.is_empty() { 0.0 } else { bias[row] }
                })
                .collect();
            let sigmoid = |x: f64| 1.0 / (1.0 + (-x).exp());
            for unit in 0..units {
                let [i, f, g, o] = [0, 1, 2, 3].map(|gate| sums[gate * units + unit]);
                c[unit] = sigmoid(f) * c[unit] + sigmoid(i) * g.tanh();
                h[unit] = sigmoid(o) * c[unit].tanh();
            }
            if settings.return_sequences {
                y.extend(&h);
            }
        }
        if !settings.return_sequences {
            y.extend(&h);
        }
        last[0].extend(h);
        last[1].extend(c);
    }
    if settings.return_state { [y, last[0].clone(), last[1].clone()].concat() } else { y }
}

/// Operations of `[steps, features]` on some units with all settings.
fn all(shape: [usize; 2], units: usize) -> impl Iterator<Item = (Op, Vec<usize>)> {
    (0..32).map(move |bits| with_settings!(Op, 2 states, shape, units, bits))
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
        keeps_contract(&op, &op.describe(SITE), 3, &lens);
    }
}

#[test]
fn keeps_the_contract_with_other_activations() {
    let all = [
        (Activation::Sigmoid, Activation::Tanh),
        (Activation::silu(), Activation::Sigmoid),
        (Activation::Tanh, Activation::gelu()),
        (Activation::Softmax, Activation::Softplus),
    ];
    for (activation, recurrent) in all {
        let op = Op::new(&[Shape::new(&[3, 2]), Shape::new(&[3]), Shape::new(&[3])], 3)
            .activation(activation)
            .recurrent_activation(recurrent)
            .return_state(true)
            .bound(3);
        keeps_contract(&op, &op.describe(SITE), 2, &[6, 3, 3]);
    }
}
