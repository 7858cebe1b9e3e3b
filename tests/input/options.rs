//! Options that cannot be.

use netform::Params as _;
use netform::training::TrainingError;

use super::*;

#[test]
fn a_batch_size_of_0() {
    let (x, y) = classes(5);
    let text = "expected a batch size of at least 1, found 0";
    let error = fails(classify(), |model| model.fit(&x, &y, quiet(1).batch_size(0)), text);
    assert_eq!(error, TrainingError::BatchSize);
}

#[test]
fn batches_of_any_size() {
    let (x, y) = classes(5);
    for size in [1, 2, 5, 6, usize::MAX] {
        let history = classify().fit(&x, &y, quiet(1).batch_size(size)).expect("a history");
        assert_eq!(history.epochs(), 1);
    }
}

#[test]
fn no_epochs() {
    let (x, y) = classes(5);
    let mut model = classify();
    let before = model.as_slice().to_vec();
    assert_eq!(model.fit(&x, &y, quiet(0)).expect("an empty history").epochs(), 0);
    assert_eq!(model.as_slice(), before);
    // A mistake is one even so.
    fails(
        model,
        |model| model.fit(&x, &y[1..], quiet(0)),
        "the data: expected 5 labels, one a sample, found 4",
    );
}

#[test]
fn a_validation_split_outside_the_range() {
    let (x, y) = classes(5);
    for (split, shown) in [(-0.1, "-0.1"), (1.0, "1"), (f64::NAN, "NaN"), (f64::INFINITY, "inf")] {
        let text = format!("expected a validation split of at least 0 and below 1, found {shown}");
        let error = fails(classify(), |model| model.fit(&x, &y, quiet(1).validation_split(split)), &text);
        assert!(matches!(error, TrainingError::ValidationSplit { .. }));
    }
}

#[test]
fn a_validation_split_that_leaves_nothing() {
    let (x, y) = classes(5);
    let text = "expected samples to train on and samples to validate on, found 5 for a split of 0.9";
    let error = fails(classify(), |model| model.fit(&x, &y, quiet(1).validation_split(0.9)), text);
    assert_eq!(error, TrainingError::SplitTooSmall { samples: 5, split: 0.9 });
    let text = "expected samples to train on and samples to validate on, found 1 for a split of 0.5";
    fails(classify(), |model| model.fit(&x[..1], &y[..1], quiet(1).validation_split(0.5)), text);
}

#[test]
fn sample_weights_that_do_not_fit() {
    let (x, y) = classes(5);
    let text = "expected 5 sample weights, one a sample, found 2";
    let error = fails(classify(), |model| model.fit(&x, &y, quiet(1).sample_weight(&[1.0; 2])), text);
    assert_eq!(error, TrainingError::SampleWeights { expected: 5, found: 2 });
    for (weight, shown) in [(-1.0, "-1"), (f32::NAN, "NaN"), (f32::INFINITY, "inf")] {
        let text = format!("weight 3: expected a finite number that is not negative, found {shown}");
        let weights = [1.0, 1.0, 0.0, weight, 1.0];
        fails(classify(), |model| model.fit(&x, &y, quiet(1).sample_weight(&weights)), &text);
    }
}

#[test]
fn class_weights_that_do_not_fit() {
    let (x, y) = classes(5);
    let text = "weight 1: expected a finite number that is not negative, found NaN";
    let weights = [(0, 2.0), (1, f32::NAN)];
    let error = fails(classify(), |model| model.fit(&x, &y, quiet(1).class_weight(&weights)), text);
    assert!(matches!(error, TrainingError::Weight { index: 1, .. }));
}

#[test]
fn gradients_of_ones_own() {
    let count = Classifier::TRAINABLE_PARAMS;
    let text = "expected 43 gradients, one a trainable weight, found 42";
    let error = fails(classify(), |model| model.apply_gradients(&mut vec![0.0; count - 1]), text);
    assert_eq!(error, TrainingError::GradientCount { expected: count, found: count - 1 });
    let text = "expected finite gradients and weights, found infinities or NaN";
    let mut gradients = vec![0.0; count];
    gradients[7] = f32::NAN;
    let error = fails(classify(), |model| model.apply_gradients(&mut gradients), text);
    assert_eq!(error, TrainingError::Gradients);
}
