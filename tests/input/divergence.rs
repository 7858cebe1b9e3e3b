//! Trainings that leave the numbers.

use netform::Params as _;
use netform::training::TrainingError;

use super::*;

#[test]
fn a_loss_that_becomes_infinite() {
    let (x, y) = values(8);
    let mut model = regress();
    model.optimizer_mut().set_learning_rate(1e30);
    // The first step is as good as any; the second sees what it did.
    let text = "the loss in epoch 1, step 2: expected a finite number, found inf";
    let error = fails_to_regress(model.clone(), |model| model.fit(&x, &y, quiet(1)), text);
    assert_eq!(error, TrainingError::Loss { epoch: 1, step: 2, found: f64::INFINITY });
    // In the second epoch, where there is one step an epoch.
    let text = "the loss in epoch 2, step 1: expected a finite number, found inf";
    fails_to_regress(model, |model| model.fit(&x, &y, quiet(9).batch_size(8)), text);
}

#[test]
fn a_loss_that_is_no_number() {
    let (x, y) = classes(8);
    let mut model = classify();
    model.optimizer_mut().set_learning_rate(f64::from(f32::MAX));
    let error = model.clone().fit(&x, &y, quiet(5)).expect_err("a loss");
    fails(model, |model| model.fit(&x, &y, quiet(5)), &error.to_string());
    assert!(matches!(error, TrainingError::Loss { found, .. } if found.is_nan()), "{error}");
}

#[test]
fn gradients_that_are_infinite_while_the_loss_is_not() {
    // A difference of about 10¹⁹ has a square in range; its product with 10²⁰ is not.
    let x = [Sample::from_element(1e20)];
    let y = [SVector::<f32, 2>::zeros()];
    let mut model = regress();
    model.as_mut_slice().fill(0.025);
    let text = "expected finite gradients and weights, found infinities or NaN";
    assert_eq!(
        fails_to_regress(model.clone(), |model| model.fit(&x, &y, quiet(1)), text),
        TrainingError::Gradients
    );
    let error = fails_to_regress(model, |model| model.train_on_batch(&x, &y), text);
    assert_eq!(error, TrainingError::Gradients);
}

#[test]
fn an_evaluation_of_weights_that_are_no_numbers() {
    let (x, y) = values(8);
    let mut model = regress();
    model.as_mut_slice()[0] = f32::NAN;
    let error = model.evaluate(&x, &y).expect_err("a loss");
    assert_eq!(error.to_string(), "the data: the loss: expected a finite number, found NaN");
}

#[test]
fn a_gradient_of_the_loss_next_to_nothing_is_nothing() {
    let (x, y) = ([Sample::zeros()], [SVector::<f32, 2>::zeros()]);
    let mut model =
        Noise::new(4).network::<Regression>(0.5).compile(SGD::new(1e30), MeanSquaredError::new(), ());
    // Of the difference d the gradient is d, and the step 10³⁰·d.
    let mut step = |difference: f32| {
        model.as_mut_slice().fill(difference);
        model.train_on_batch(&x, &y).unwrap();
        model.as_slice()[8] - difference
    };
    assert_eq!(step(-7.8e-31), 0.0);
    assert!((step(-8e-31) - 0.8).abs() < 1e-6);
    assert_eq!(step(7.8e-31), 0.0);
}
