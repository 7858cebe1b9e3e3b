//! Losses: values and gradients under each of Keras's reductions.

use netform::Scalar;
use netform::losses::{
    BinaryCrossentropy, CategoricalCrossentropy, LabelKind, Loss, MeanAbsoluteError, MeanSquaredError, Rows,
    SparseCategoricalCrossentropy,
};
use netform_tests::case::{Case, size};
use netform_tests::compare::compare;
use netform_tests::labels::FromNumbers;

pub(crate) fn check(case: &Case) {
    let logits = case.flag("from_logits");
    let smoothing = case.number("label_smoothing").unwrap_or(0.0);
    match case.text("class") {
        "MeanSquaredError" => both(case, &MeanSquaredError::new()),
        "MeanAbsoluteError" => both(case, &MeanAbsoluteError::new()),
        "BinaryCrossentropy" => {
            both(case, &BinaryCrossentropy::new().from_logits(logits).label_smoothing(smoothing));
        }
        "CategoricalCrossentropy" => {
            both(case, &CategoricalCrossentropy::new().from_logits(logits).label_smoothing(smoothing));
        }
        "SparseCategoricalCrossentropy" => {
            let loss = SparseCategoricalCrossentropy::new().from_logits(logits);
            let ignored = case.config("ignore_class");
            both(case, &if ignored.is_null() { loss } else { loss.ignore_class(size(ignored)) });
        }
        other => panic!("{}: no loss {other}", case.name),
    }
}

fn both<L>(case: &Case, loss: &L)
where
    L: Loss<f32, Labels: FromNumbers<f32>> + Loss<f64, Labels: FromNumbers<f64>>,
{
    check_in::<f32, L>(case, loss);
    check_in::<f64, L>(case, loss);
}

fn check_in<T: Scalar, L: Loss<T, Labels: FromNumbers<T>>>(case: &Case, loss: &L) {
    let y_true = L::Labels::labels(&case.tensor("y_true").values);
    let y_pred = case.tensor("y_pred");
    let last = y_pred.shape[y_pred.shape.len() - 1];
    let rows = y_pred.values.len() / last;
    let count = L::Labels::count(&y_true, rows, loss.ignored()) as f64;
    let weights: Vec<T> = case.tensor("sample_weight").to();
    let total = case.tensor("sample_weight").values.iter().sum::<f64>();
    let y_pred: Vec<T> = y_pred.to();
    // The sum of the rows' losses over a divisor, and its gradient.
    let run = |y_true: &[_], y_pred: &[T], weights: &[T], divisor: f64| {
        let (mut y_pred, mut d_y_pred) = (y_pred.to_vec(), vec![T::from_f64(f64::NAN); y_pred.len()]);
        let sum = loss.run(Rows {
            y_true,
            y_pred: &mut y_pred,
            last,
            fused: false,
            weights,
            scale: T::from_f64(1.0 / divisor),
            d_y_pred: &mut d_y_pred,
        });
        (T::from_f64(sum / divisor), d_y_pred)
    };
    for (reduction, weights, divisor) in [
        ("sum", [].as_slice(), 1.0),
        ("sum_over_batch_size", &[], count),
        ("weighted_sum", &weights, 1.0),
        ("weighted_sum_over_batch_size", &weights, count),
        ("weighted_mean_with_sample_weight", &weights, total),
    ] {
        let (value, d_y_pred) = run(&y_true, &y_pred, weights, divisor);
        let tensor = |prefix: &str| format!("{prefix}.{reduction}");
        compare(&case.name, &tensor("loss"), &[value], &case.tensor(&tensor("loss")).values);
        compare(&case.name, &tensor("grad_y_pred"), &d_y_pred, &case.tensor(&tensor("grad_y_pred")).values);
    }
    // Without a reduction: every row alone, and the upstream gradient in the place of weights.
    let label = y_true.len() / rows;
    let pairs = y_true.chunks(label).zip(y_pred.chunks(last));
    let each: Vec<T> = pairs.map(|(y_true, y_pred)| run(y_true, y_pred, &[], 1.0).0).collect();
    compare(&case.name, "loss.none", &each, &case.tensor("loss.none").values);
    let (_, d_y_pred) = run(&y_true, &y_pred, &case.tensor("grad_output.none").to::<T>(), 1.0);
    compare(&case.name, "grad_y_pred.none", &d_y_pred, &case.tensor("grad_y_pred.none").values);
}
