//! Losses in double precision, for tests.

use super::{LabelKind, Loss, Rows};

type Element<L> = <<L as Loss<f64>>::Labels as LabelKind<f64>>::Element;

/// The mean loss and its gradient.
pub(super) fn run<L: Loss<f64>>(
    loss: &L,
    y_true: &[Element<L>],
    y_pred: &[f64],
    last: usize,
    weights: &[f64],
) -> (f64, Vec<f64>) {
    let (value, d, _) = compute(loss, y_true, y_pred, last, weights, false);
    (value, d)
}

/// The mean loss from the values before the activation, its gradient, and the activated values.
pub(super) fn run_fused<L: Loss<f64>>(
    loss: &L,
    y_true: &[Element<L>],
    logits: &[f64],
    last: usize,
) -> (f64, Vec<f64>, Vec<f64>) {
    compute(loss, y_true, logits, last, &[], true)
}

fn compute<L: Loss<f64>>(
    loss: &L,
    y_true: &[Element<L>],
    y_pred: &[f64],
    last: usize,
    weights: &[f64],
    fused: bool,
) -> (f64, Vec<f64>, Vec<f64>) {
    let count = L::Labels::count(y_true, y_pred.len() / last, loss.ignored()) as f64;
    let (mut y_pred, mut d_y_pred) = (y_pred.to_vec(), vec![f64::NAN; y_pred.len()]);
    let sum = loss.run(Rows {
        y_true,
        y_pred: &mut y_pred,
        last,
        fused,
        weights,
        scale: 1.0 / count,
        d_y_pred: &mut d_y_pred,
    });
    (sum / count, d_y_pred, y_pred)
}

/// Compares the gradient with central differences.
pub(super) fn check_gradient<L: Loss<f64>>(
    loss: &L,
    y_true: &[Element<L>],
    y_pred: &[f64],
    last: usize,
    weights: &[f64],
) {
    const STEP: f64 = 1e-6;
    let (_, d) = run(loss, y_true, y_pred, last, weights);
    for index in 0..y_pred.len() {
        let at = |step: f64| {
            let mut y_pred = y_pred.to_vec();
            y_pred[index] += step;
            run(loss, y_true, &y_pred, last, weights).0
        };
        let difference = (at(STEP) - at(-STEP)) / (2.0 * STEP);
        assert!(
            (difference - d[index]).abs() < 1e-7 * (1.0 + difference.abs()),
            "{index}: {difference} {}",
            d[index]
        );
    }
}
