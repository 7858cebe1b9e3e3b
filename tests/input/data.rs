//! Data that cannot be trained on.

use netform::Params as _;
use netform::losses::BinaryCrossentropy;
use netform::training::{Part, TrainingError};

use super::*;

#[test]
fn no_samples() {
    let (none, text): ([Sample; 0], _) = ([], "the data: expected at least one sample, found none");
    let error = fails(classify(), |model| model.fit(&none, &[] as &[u8], quiet(1)), text);
    assert_eq!(error, TrainingError::Empty { part: Part::Given });
    fails(classify(), |model| model.evaluate(&none, &[] as &[u8]), text);
    fails(classify(), |model| model.train_on_batch(&none, &[] as &[u8]), text);
    let (x, y) = classes(5);
    let text = "the validation data: expected at least one sample, found none";
    let error = fails(classify(), |model| model.fit(&x, &y, quiet(1).validation_data(&[], &[])), text);
    assert_eq!(error, TrainingError::Empty { part: Part::Validation });
}

#[test]
fn lengths_that_differ() {
    let (x, y) = classes(5);
    let text = "the data: expected 5 labels, one a sample, found 3";
    let error = fails(classify(), |model| model.fit(&x, &y[..3], quiet(1)), text);
    assert_eq!(error, TrainingError::Labels { part: Part::Given, expected: 5, found: 3 });
    fails(classify(), |model| model.evaluate(&x, &y[..3]), text);
    fails(classify(), |model| model.train_on_batch(&x, &y[..3]), text);
    let text = "the validation data: expected 2 labels, one a sample, found 5";
    fails(classify(), |model| model.fit(&x, &y, quiet(1).validation_data(&x[..2], &y)), text);
}

#[test]
fn a_label_out_of_range() {
    let (x, mut y) = classes(5);
    let good = y.clone();
    y[3] = 3;
    let text = "the data: label 3: expected a class below 3, found 3";
    let error = fails(classify(), |model| model.fit(&x, &y, quiet(1)), text);
    assert_eq!(error, TrainingError::Class { part: Part::Given, index: 3, classes: 3, found: 3 });
    fails(classify(), |model| model.evaluate(&x, &y), text);
    fails(classify(), |model| model.train_on_batch(&x, &y), text);
    let text = "the validation data: label 3: expected a class below 3, found 3";
    fails(classify(), |model| model.fit(&x, &good, quiet(1).validation_data(&x, &y)), text);
    // A wide integer does not wrap into the range.
    let text = "the data: label 0: expected a class below 3, found 18446744073709551615";
    fails(classify(), |model| model.fit(&x, &[u64::MAX; 5], quiet(1)), text);
}

#[test]
fn a_label_to_be_ignored_may_be_out_of_range() {
    let loss = SparseCategoricalCrossentropy::new().ignore_class(255);
    let mut model = Noise::new(3).network::<Classifier>(0.5).compile(SGD::new(0.1), loss, ());
    let (x, _) = classes(2);
    assert!(model.fit(&x, &[255_u8, 1], quiet(1)).is_ok());
    let before = model.as_slice().to_vec();
    // With nothing but ignored labels the loss is 0, and so are the gradients.
    assert_eq!(model.train_on_batch(&x, &[255_u8, 255]), Ok(0.0));
    assert_eq!(model.as_slice(), before);
    let error = model.fit(&x, &[255_u8, 7], quiet(1)).expect_err("a mistake");
    assert_eq!(error.to_string(), "the data: label 1: expected a class below 3, found 7");
}

#[test]
fn samples_that_are_not_finite() {
    let (mut x, y) = classes(6);
    let good = x.clone();
    x[4][2] = f32::NAN;
    let text = "the data: sample 4: expected finite values, found NaN";
    fails(classify(), |model| model.fit(&x, &y, quiet(1)), text);
    fails(classify(), |model| model.evaluate(&x, &y), text);
    fails(classify(), |model| model.train_on_batch(&x, &y), text);
    let text = "the validation data: sample 4: expected finite values, found NaN";
    fails(classify(), |model| model.fit(&good, &y, quiet(1).validation_data(&x, &y)), text);
    x[4][2] = f32::NEG_INFINITY;
    let text = "the data: sample 4: expected finite values, found -inf";
    let error = fails(classify(), |model| model.fit(&x, &y, quiet(1)), text);
    assert_eq!(error, TrainingError::Input { part: Part::Given, index: 4, found: f64::NEG_INFINITY });
}

#[test]
fn labels_that_are_not_finite() {
    let (x, mut y) = values(6);
    y[2][1] = f32::INFINITY;
    let text = "the data: label 2: expected finite values, found inf";
    let error = fails_to_regress(regress(), |model| model.fit(&x, &y, quiet(1)), text);
    assert_eq!(error, TrainingError::LabelValue { part: Part::Given, index: 2, found: f64::INFINITY });
    fails_to_regress(regress(), |model| model.evaluate(&x, &y), text);
    fails_to_regress(regress(), |model| model.train_on_batch(&x, &y), text);
}

#[test]
fn predictions_of_strange_numbers_do_not_panic() {
    let model = classify();
    for value in [f32::NAN, f32::INFINITY, f32::MIN, f32::MAX, f32::MIN_POSITIVE] {
        let output = model.predict(&Sample::from_element(value));
        assert!(output.iter().all(|value| value.is_nan() || (0.0..=1.0).contains(value)));
    }
    assert!(model.predict_batch(&[]).is_empty());
    let loss = BinaryCrossentropy::new();
    let mut model = Noise::new(3).network::<Regression>(0.5).compile(SGD::new(0.1), loss, ());
    // No probabilities at all: a large loss, but a number.
    let scores =
        model.evaluate(&[Sample::from_element(1e30)], &[SVector::<f32, 2>::zeros()]).expect("scores");
    assert!(scores.loss.is_finite());
}
