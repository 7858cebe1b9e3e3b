use super::*;
use crate::layers::recurrence::test::{SIZES, agrees, keeps_contract, with_settings};

const SITE: Site = Site::new(["gru", "GRU"], ["dense", "Dense"]);

/// All outputs of a batch by loops over single numbers.
fn plain(op: &Op, batch: usize, inputs: &[Vec<f64>], params: &[f64]) -> Vec<f64> {
    let Recurrence { steps, features, units, rows, .. } = op.sizes();
    let settings = &op.settings;
    let (kernel, rest) = params.split_at(rows * features);
    let (recurrent, bias) = rest.split_at(rows * units);
    let bias_of = |index: usize| bias.get(index).copied().unwrap_or(0.0);
    let sigmoid = |x: f64| 1.0 / (1.0 + (-x).exp());
    let (mut y, mut last) = (Vec::new(), Vec::new());
    for sample in 0..batch {
        let mut h = match inputs.get(1) {
            Some(state) => state[sample * units..][..units].to_vec(),
            None => vec![0.0; units],
        };
        for step in 0..steps {
            let time = if settings.go_backwards { steps - 1 - step } else { step };
            let x = &inputs[0][(sample * steps + time) * features..][..features];
            let input =
                |row: usize| (0..features).map(|k| kernel[k * rows + row] * x[k]).sum::<f64>() + bias_of(row);
            let state = |row: usize, h: &[f64]| {
                (0..units).map(|k| recurrent[k * rows + row] * h[k]).sum::<f64>() + bias_of(rows + row)
            };
            let gate = |row: usize| sigmoid(input(row) + state(row, &h));
            let z: Vec<f64> = (0..units).map(gate).collect();
            let r: Vec<f64> = (units..2 * units).map(gate).collect();
            let reset: Vec<f64> = h.iter().zip(&r).map(|(h, r)| h * r).collect();
            h = (0..units)
                .map(|unit| {
                    let row = 2 * units + unit;
                    let state = if op.reset_after { r[unit] * state(row, &h) } else { state(row, &reset) };
                    z[unit] * h[unit] + (1.0 - z[unit]) * (input(row) + state).tanh()
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
    (0..64).map(move |bits| {
        let (op, lens) = with_settings!(Op, 1 states, shape, units, bits);
        (op.reset_after(bits >> 5 & 1 == 1), lens)
    })
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
        for reset_after in [false, true] {
            let op = Op::new(&[Shape::new(&[3, 2]), Shape::new(&[3])], 3)
                .activation(activation)
                .recurrent_activation(recurrent)
                .reset_after(reset_after)
                .return_state(true)
                .bound(2);
            keeps_contract(&op, &op.describe(SITE), 2, &[6, 3]);
        }
    }
}
