//! Metrics, streamed in two batches and at once. Keras's weighted results have no counterpart:
//! metrics do not take weights.

use netform::Scalar;
use netform::losses::{Classes, Values};
use netform::metrics::{
    BinaryAccuracy, CategoricalAccuracy, MeanAbsoluteError, MeanSquaredError, Metric,
    SparseCategoricalAccuracy,
};
use netform_tests::case::{Case, size};
use netform_tests::compare::compare;
use netform_tests::labels::FromNumbers;

pub(crate) fn check(case: &Case) {
    match case.text("class") {
        "BinaryAccuracy" => {
            let threshold = case.number("threshold").expect("a threshold");
            both::<Values, _>(case, BinaryAccuracy::new().threshold(threshold));
        }
        "CategoricalAccuracy" => both::<Values, _>(case, CategoricalAccuracy::new()),
        "SparseCategoricalAccuracy" => both::<Classes, _>(case, SparseCategoricalAccuracy::new()),
        "MeanSquaredError" => both::<Values, _>(case, MeanSquaredError::new()),
        "MeanAbsoluteError" => both::<Values, _>(case, MeanAbsoluteError::new()),
        other => panic!("{}: no metric {other}", case.name),
    }
}

fn both<K, M>(case: &Case, metric: M)
where
    K: FromNumbers<f32> + FromNumbers<f64>,
    M: Metric<f32, K> + Metric<f64, K> + Copy,
{
    check_in::<f32, K, M>(case, metric);
    check_in::<f64, K, M>(case, metric);
}

fn check_in<T: Scalar, K: FromNumbers<T>, M: Metric<T, K>>(case: &Case, mut metric: M) {
    let y_true = K::labels(&case.tensor("y_true").values);
    let y_pred = case.tensor("y_pred");
    let rows = y_pred.shape[0];
    let last = y_pred.values.len() / rows;
    let y_pred: Vec<T> = y_pred.to();
    let first = size(&case.json["batch1_rows"]);
    let (y_first, y_second) = y_true.split_at(first * (y_true.len() / rows));
    let (p_first, p_second) = y_pred.split_at(first * last);
    let expect = |metric: &M, name: &str| {
        let tensor = format!("result.{name}");
        compare(&case.name, &tensor, &[metric.result()], &case.tensor(&tensor).values);
    };
    metric.update(y_first, p_first, last);
    expect(&metric, "after_batch1");
    metric.update(y_second, p_second, last);
    expect(&metric, "after_batch2");
    metric.reset();
    metric.update(&y_true, &y_pred, last);
    expect(&metric, "all_at_once");
}
