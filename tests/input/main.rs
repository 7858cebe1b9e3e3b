//! Bad input: each mistake is an error of its own with its text, and the model is as it was.

mod data;
mod divergence;
mod options;

use netform::metrics::Metrics;
use netform::prelude::*;
use netform::training::TrainingError;
use netform_tests::numbers::Noise;

network! {
    /// Three classes.
    struct Classifier: [4] -> [3] {
        Dense(5, activation = tanh),
        Dropout(0.2),
        Dense(3, activation = softmax),
    }
}

network! {
    /// Two numbers.
    struct Regression: [4] -> [2] {
        Dense(2),
    }
}

type Classify = Model<Classifier, Adam, SparseCategoricalCrossentropy, SparseCategoricalAccuracy>;
type Regress = Model<Regression, SGD, MeanSquaredError, ()>;
type Sample = SVector<f32, 4>;

/// Samples with classes.
fn classes(count: usize) -> (Vec<Sample>, Vec<u16>) {
    (Noise::new(1).samples(count), (0..count).map(|index| (index * 7 % 3) as u16).collect())
}

/// Samples with values.
fn values(count: usize) -> (Vec<Sample>, Vec<SVector<f32, 2>>) {
    (Noise::new(1).samples(count), Noise::new(2).samples(count))
}

/// A classifier that has trained before, so that its optimizer remembers something.
fn classify() -> Classify {
    let network = Noise::new(3).network::<Classifier>(0.5);
    let mut model = network.compile(
        Adam::new(0.01),
        SparseCategoricalCrossentropy::new(),
        SparseCategoricalAccuracy::new(),
    );
    let (x, y) = classes(10);
    model.fit(&x, &y, quiet(2)).expect("a history");
    model
}

/// A regression that has trained before.
fn regress() -> Regress {
    let network = Noise::new(4).network::<Regression>(0.5);
    let mut model = network.compile(SGD::new(0.01).momentum(0.9), MeanSquaredError::new(), ());
    let (x, y) = values(10);
    model.fit(&x, &y, quiet(2)).expect("a history");
    model
}

fn quiet<'a, N: Network, Y>(epochs: usize) -> Fit<'a, N, Y> {
    Fit::epochs(epochs).batch_size(4).progress(false)
}

/// A call fails with this text, and leaves the model as it was: its weights bit by bit, and all
/// that shows when training goes on.
#[track_caller]
fn fails<T: std::fmt::Debug>(
    mut model: Classify,
    call: impl FnOnce(&mut Classify) -> Result<T, TrainingError>,
    text: &str,
) -> TrainingError {
    let (x, y) = classes(9);
    unchanged(&mut model, call, text, |model| {
        model.optimizer_mut().set_learning_rate(0.01);
        model.fit(&x, &y, quiet(2)).expect("a history");
    })
}

/// The same for the regression.
#[track_caller]
fn fails_to_regress<T: std::fmt::Debug>(
    mut model: Regress,
    call: impl FnOnce(&mut Regress) -> Result<T, TrainingError>,
    text: &str,
) -> TrainingError {
    let (x, y) = values(9);
    unchanged(&mut model, call, text, |model| {
        model.optimizer_mut().set_learning_rate(0.01);
        model.fit(&x, &y, quiet(2)).expect("a history");
    })
}

#[track_caller]
fn unchanged<N, O, L, M, T>(
    model: &mut Model<N, O, L, M>,
    call: impl FnOnce(&mut Model<N, O, L, M>) -> Result<T, TrainingError>,
    text: &str,
    go_on: impl Fn(&mut Model<N, O, L, M>),
) -> TrainingError
where
    N: Network,
    O: Optimizer<N::Scalar> + Clone,
    L: Loss<N::Scalar> + Clone,
    M: Metrics<N::Scalar, L::Labels> + Clone,
    T: std::fmt::Debug,
{
    let mut before = model.clone();
    let error = call(model).expect_err("a mistake");
    assert_eq!(error.to_string(), text);
    assert_eq!(model.as_slice(), before.as_slice(), "the weights");
    assert_eq!(model.steps(), before.steps());
    go_on(model);
    go_on(&mut before);
    assert_eq!(model.as_slice(), before.as_slice(), "the optimizer's state");
    error
}
