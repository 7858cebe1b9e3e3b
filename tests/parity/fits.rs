//! `fit` and `evaluate`: histories with validation data, with weights, and with a split.

use netform::losses::{Classes, Loss, SparseCategoricalCrossentropy, Takes};
use netform::metrics::{Metrics, SparseCategoricalAccuracy};
use netform::optimizers::{Adam, Optimizer};
use netform::training::{Fit, History, Model};
use netform::{Network, Sample as _};
use netform_tests::case::{Case, size};
use netform_tests::compare::compare;
use netform_tests::numbers::samples;

use crate::models::{compare_weights, double, load, single};

pub(crate) fn check(case: &Case) {
    assert_eq!(case.text("optimizer"), "Adam");
    let rate = case.json["optimizer_config"]["learning_rate"].as_f64().expect("a learning rate");
    let (adam, loss) = (Adam::new(rate), SparseCategoricalCrossentropy::new());
    let accuracy = SparseCategoricalAccuracy::new().name("accuracy");
    check_in(case, || Model::new(load::<single::Fit>(case), adam, loss, accuracy));
    check_in(case, || Model::new(load::<double::Fit>(case), adam, loss, accuracy));
}

/// `compile` gives a model with the initial weights.
fn check_in<N, O, L, M>(case: &Case, compile: impl Fn() -> Model<N, O, L, M>)
where
    N: Network,
    O: Optimizer<N::Scalar> + Clone,
    L: Loss<N::Scalar, Labels = Classes>,
    M: Metrics<N::Scalar, Classes> + Clone,
    Classes: Takes<usize, N>,
{
    let x: Vec<N::Input> = samples::<N::Scalar, _>(&case.tensor("x").values);
    let x_val: Vec<N::Input> = samples::<N::Scalar, _>(&case.tensor("x_val").values);
    let (y, y_val) = (case.tensor("y").indices(), case.tensor("y_val").indices());
    let options = |epochs| {
        Fit::epochs(epochs).batch_size(size(&case.json["batch_size"])).shuffle(false).progress(false)
    };
    let epochs = size(&case.json["epochs"]);

    let mut model = compile();
    let before = model.evaluate(&x_val, &y_val).expect("scores");
    let accuracy = before.metric("accuracy").expect("a metric");
    compare(&case.name, "evaluate_before", &[before.loss, accuracy], &case.tensor("evaluate_before").values);
    let history = model.fit(&x, &y, options(epochs).validation_data(&x_val, &y_val)).expect("a history");
    compare_history(case, "history", &history, &["loss", "accuracy", "val_loss", "val_accuracy"]);
    compare_weights::<N>(case, "final", &model);
    let predictions = model.predict_batch(&x_val);
    let predictions: Vec<_> = predictions.iter().flat_map(|output| output.part(0)).copied().collect();
    compare(&case.name, "predict", &predictions, &case.tensor("predict").values);

    // The samples' weights are 2 for the class 1, so that weighing the class is the same.
    let sample_weight = case.tensor("sample_weight").to::<N::Scalar>();
    let class_weight = [(1, netform::Scalar::from_f64(2.0))];
    for options in
        [options(epochs).sample_weight(&sample_weight), options(epochs).class_weight(&class_weight)]
    {
        let mut model = compile();
        let history = model.fit(&x, &y, options).expect("a history");
        compare_history(case, "history_weighted", &history, &["loss", "accuracy"]);
        compare_weights::<N>(case, "final_weighted", &model);
    }

    let epochs = case.tensor("history_split.loss").values.len();
    let history = compile().fit(&x, &y, options(epochs).validation_split(0.2)).expect("a history");
    compare_history(case, "history_split", &history, &["loss", "accuracy", "val_loss", "val_accuracy"]);
}

fn compare_history(case: &Case, prefix: &str, history: &History, names: &[&str]) {
    let own: Vec<&str> = history.iter().map(|(name, _)| name).collect();
    assert_eq!(own, names, "{}: {prefix}", case.name);
    for (name, values) in history.iter() {
        let tensor = format!("{prefix}.{name}");
        compare(&case.name, &tensor, values, &case.tensor(&tensor).values);
    }
}
