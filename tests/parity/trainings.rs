//! Whole trainings, step by step: every loss, the weights after the first step and after the last.

use netform::losses::{Classes, Loss, SparseCategoricalCrossentropy, Takes};
use netform::optimizers::{Adam, Optimizer, SGD};
use netform::training::Model;
use netform::{Network, Sample as _};
use netform_tests::case::{Case, size};
use netform_tests::compare::compare;
use netform_tests::numbers::samples;

use crate::models::{compare_weights, double, load, single};

pub(crate) fn check(case: &Case) {
    let argument = |key| case.json["optimizer_config"][key].as_f64().expect("a number");
    let logits = case.json["loss_config"]["from_logits"] == true;
    let loss = SparseCategoricalCrossentropy::new().from_logits(logits);
    assert_eq!(case.text("loss"), "SparseCategoricalCrossentropy");
    match (case.name.as_str(), case.text("optimizer")) {
        ("training_mlp", "SGD") => {
            let sgd = SGD::new(argument("learning_rate")).momentum(argument("momentum"));
            train::<single::Mlp, _, _>(case, sgd, loss);
            train::<double::Mlp, _, _>(case, sgd, loss);
        }
        ("training_cnn", "Adam") => {
            let adam = Adam::new(argument("learning_rate"));
            train::<single::Lenet, _, _>(case, adam, loss);
            train::<double::Lenet, _, _>(case, adam, loss);
        }
        other => panic!("no training {other:?}"),
    }
}

fn train<N, O, L>(case: &Case, optimizer: O, loss: L)
where
    N: Network,
    O: Optimizer<N::Scalar>,
    L: Loss<N::Scalar, Labels = Classes>,
    Classes: Takes<usize, N>,
{
    let x: Vec<N::Input> = samples::<N::Scalar, _>(&case.tensor("x").values);
    let y: Vec<usize> = case.tensor("y").indices();
    let batch = size(&case.json["batch_size"]);
    let mut model = Model::new(load::<N>(case), optimizer, loss, ());
    let losses = &case.tensor("loss").values;
    assert_eq!(losses.len(), size(&case.json["steps"]));
    for (step, reference) in losses.iter().enumerate() {
        let rows = step * batch..(step + 1) * batch;
        let loss = model.train_on_batch(&x[rows.clone()], &y[rows]).expect("a step");
        compare(&case.name, &format!("loss, step {step}"), &[loss], &[*reference]);
        if step == 0 {
            compare_weights::<N>(case, "step1", &model);
        }
    }
    compare_weights::<N>(case, "final", &model);
    let predictions = model.predict_batch(&x[..batch]);
    let predictions: Vec<_> = predictions.iter().flat_map(|output| output.part(0)).copied().collect();
    compare(&case.name, "predict", &predictions, &case.tensor("predict").values);
}
