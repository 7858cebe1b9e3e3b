//! Layers whose statistics training moves: through steps, networks in networks and compositions.

use netform::__private::Params as _;
use netform::compose::{Residual, Then};
use netform::network::Pass;
use netform::prelude::*;
use netform::training::Tape;

network! {
    /// A normalisation between two layers.
    struct Plain: [3] -> [2] {
        first: Dense(4),
        norm: BatchNormalization(momentum = 0.9),
        last: Dense(2),
    }
}

network! {
    /// Its norm is frozen.
    struct Frozen: [3] -> [2] {
        first: Dense(4),
        norm: BatchNormalization(trainable = false),
        last: Dense(2),
    }
}

network! {
    /// The same value twice: two applications of one norm.
    struct Shared(x: [3]) -> [3] {
        let norm = BatchNormalization(momentum = 0.9);
        norm(x) + norm(2.0 * x)
    }
}

network! {
    /// A part of others.
    #[derive(Clone, Debug, PartialEq)]
    struct Part: [3] -> [3] {
        BatchNormalization(center = false, scale = false, momentum = 0.9),
        Dense(3),
    }
}

network! {
    /// A network, and compositions of it, between layers.
    struct Nested: [3] -> [2] {
        first: Dense(3),
        part: Part,
        both: Then::<Residual<Part>, Part>,
        last: Dense(2),
    }
}

network! {
    /// A frozen network behind a layer that trains.
    struct Transfer: [3] -> [3] {
        first: Dense(3),
        part: Part(trainable = false),
    }
}

network! {
    /// Sizes by name.
    struct Generic<const H: usize>: [3] -> [1] {
        Dense(H),
        norm: BatchNormalization(scale = false),
        Dense(1),
    }
}

fn data() -> (Vec<SVector<f32, 3>>, Vec<SVector<f32, 2>>) {
    let x = (0..8).map(|i| SVector::from_fn(|r, _| ((i * 3 + r) * 5 % 11) as f32 / 4.0 - 1.0)).collect();
    let y = (0..8).map(|i| SVector::from_fn(|r, _| ((i + r) % 3) as f32 - 1.0)).collect();
    (x, y)
}

/// Mean and biased variance of each element.
fn statistics<const N: usize>(values: &[SVector<f32, N>]) -> [SVector<f32, N>; 2] {
    let count = values.len() as f32;
    let mean = values.iter().sum::<SVector<f32, N>>() / count;
    let squares: SVector<f32, N> = values.iter().map(|v| (v - mean).component_mul(&(v - mean))).sum();
    [mean, squares / count]
}

/// What Keras makes of a moving statistic.
fn moved<const N: usize>(before: SVector<f32, N>, batch: SVector<f32, N>) -> SVector<f32, N> {
    before * 0.9 + batch * 0.1
}

fn mean_square<const N: usize>(values: SVector<f32, N>) -> f32 {
    values.dot(&values) / N as f32
}

fn assert_close<const N: usize>(found: SVector<f32, N>, expected: SVector<f32, N>) {
    assert!((found - expected).amax() < 1e-5, "found {found}, expected {expected}");
}

#[test]
fn training_moves_the_statistics_and_predictions_take_them() {
    assert_eq!((Plain::PARAMS, Plain::TRAINABLE_PARAMS), (16 + 16 + 10, 16 + 8 + 10));
    assert_eq!(Plain::GRADIENTS, Plain::PARAMS);
    let (x, y) = data();
    // Whatever the optimizer does to gradients is not done to statistics.
    let optimizer = Adam::new(0.5).weight_decay(0.5).clipvalue(1e-3);
    let mut model = Plain::new(1).compile(optimizer, MeanSquaredError::default(), ());
    assert_eq!((model.norm.moving_mean[0], model.norm.moving_variance[0]), (0.0, 1.0));
    for _ in 0..3 {
        let between: Vec<_> = x.iter().map(|x| model.first.kernel * x + model.first.bias).collect();
        let [mean, variance] = statistics(&between);
        let (old_mean, old_variance) = (model.norm.moving_mean, model.norm.moving_variance);
        model.train_on_batch(&x, &y).expect("a step");
        assert_close(model.norm.moving_mean, moved(old_mean, mean));
        assert_close(model.norm.moving_variance, moved(old_variance, variance));
    }
    let norm = model.norm;
    let hidden = model.first.kernel * x[0] + model.first.bias;
    let normalised = SVector::<f32, 4>::from_fn(|c, _| {
        let deviation = (norm.moving_variance[c] + 1e-3).sqrt();
        (hidden[c] - norm.moving_mean[c]) / deviation * norm.gamma[c] + norm.beta[c]
    });
    assert_close(model.predict(&x[0]), model.last.kernel * normalised + model.last.bias);
}

#[test]
fn gradients_of_one_s_own_loop_have_the_moves_behind_them() {
    let (x, _) = data();
    let mut model = Plain::new(1).compile(SGD::new(0.0), MeanSquaredError::default(), ());
    let mut tape = Tape::new();
    tape.forward(model.network(), &x, 0);
    tape.head(0).1.fill(1.0);
    tape.backward(model.network(), &x);
    let moves = tape.gradients()[16 + 8..][..8].to_vec();
    model.apply_gradients(tape.gradients()).expect("a step");
    assert_eq!(model.norm.moving_mean.as_slice(), &moves[..4]);
    assert!(moves[..4].iter().any(|step| *step != 0.0));
    let short = model.apply_gradients(&mut [0.0; Plain::TRAINABLE_PARAMS]);
    assert_eq!(short, Err(TrainingError::GradientCount { expected: 42, found: 34 }));
}

#[test]
fn a_bad_loss_takes_the_statistics_back() {
    let (x, y) = data();
    let mut model = Plain::new(1).compile(SGD::new(1e30), MeanSquaredError::default(), ());
    let before = model.as_slice().to_vec();
    let result = model.fit(&x, &y, Fit::epochs(20).batch_size(2));
    assert!(result.is_err());
    assert_eq!(model.as_slice(), before);
}

#[test]
fn what_is_frozen_stays() {
    assert_eq!(Frozen::GRADIENTS, 16 + 10);
    let (x, y) = data();
    let mut model = Frozen::new(1).compile(SGD::new(0.1), MeanSquaredError::default(), ());
    let (norm, first) = (model.norm, model.first);
    let hidden = |first: &netform::layers::Dense<3, 4>, x| first.kernel * x + first.bias;
    // In training too a frozen norm takes the moving statistics: 0 and 1.
    let loss: f32 = x
        .iter()
        .zip(&y)
        .map(|(x, y)| {
            let out = model.last.kernel * (hidden(&first, x) / 1.001_f32.sqrt()) + model.last.bias;
            mean_square(out - y) / 8.0
        })
        .sum();
    assert!((model.train_on_batch(&x, &y).expect("a step") - f64::from(loss)).abs() < 1e-5);
    assert_eq!(model.norm, norm);
    assert_ne!(model.first, first);

    assert_eq!(Transfer::GRADIENTS, 12);
    let targets: Vec<SVector<f32, 3>> = x.clone();
    let mut model = Transfer::new(1).compile(SGD::new(0.1), MeanSquaredError::default(), ());
    let (part, first) = (model.part.clone(), model.first);
    let before = model.predict_batch(&x);
    let expected: f32 = before.iter().zip(&x).map(|(out, y)| mean_square(out - y) / 8.0).sum();
    let loss = model.train_on_batch(&x, &targets).expect("a step");
    assert!((loss - f64::from(expected)).abs() < 1e-5, "{loss}, expected {expected}");
    assert_eq!(model.part, part);
    assert_ne!(model.first, first);
}

#[test]
fn moves_of_a_shared_layer_add_up() {
    let (x, _) = data();
    let mut model = Shared::new(1).compile(SGD::new(0.0), MeanSquaredError::default(), ());
    model.train_on_batch(&x, &x).expect("a step");
    let [mean, _] = statistics(&x);
    assert_close(model.norm.moving_mean, mean * 0.1 + mean * 2.0 * 0.1);
}

#[test]
fn networks_and_compositions_carry_moves() {
    assert_eq!((Part::TRAINABLE_PARAMS, Part::GRADIENTS, Part::PARAMS), (12, 18, 18));
    assert_eq!(<Nested as Network>::GRADIENTS, Nested::PARAMS);
    let (x, y) = data();
    let mut model = Nested::new(1).compile(Adam::new(0.01), MeanSquaredError::default(), ());
    let first: Vec<_> = x.iter().map(|x| model.first.kernel * x + model.first.bias).collect();
    let [mean, variance] = statistics(&first);
    let loss = model.train_on_batch(&x, &y).expect("a step");
    assert_close(model.part.batch_normalization.moving_mean, mean * 0.1);
    assert_close(model.part.batch_normalization.moving_variance, variance * 0.1 + SVector::repeat(0.9));
    for norm in [model.both.first.inner.batch_normalization, model.both.second.batch_normalization] {
        // What a norm and a dense layer give has a mean of 0.
        assert!(norm.moving_mean.amax() < 1e-6);
        assert!(norm.moving_variance.iter().all(|variance| *variance != 1.0));
    }
    model.fit(&x, &y, Fit::epochs(50).batch_size(4)).expect("a training");
    assert!(model.evaluate(&x, &y).expect("scores").loss < loss);
}

/// The gradients of a whole network agree with differences of its training pass.
#[test]
fn gradients_agree_with_differences() {
    let (x, _) = data();
    let flat: Vec<f32> = x.iter().flat_map(|x| x.iter().copied()).collect();
    let mut network = Plain::new(3);
    let (pass, mut memory) = (Pass::training(8, 1), vec![f32::NAN; Plain::TRAINING.elements(8)]);
    let mut sum = |network: &Plain| -> f64 {
        Network::forward(network, pass, &[&flat], &[false], &mut memory);
        let head = &Plain::HEADS[0];
        let output = &memory[head.output.offset * 8..][..16];
        output.iter().enumerate().map(|(i, y)| f64::from(*y) * (i as f64 - 7.0)).sum()
    };
    let mut differences = Vec::new();
    for index in (0..Plain::PARAMS).filter(|index| !(24..32).contains(index)) {
        let at = network.as_slice()[index];
        let mut moved = |to: f32| {
            network.as_mut_slice()[index] = to;
            sum(&network)
        };
        differences.push((moved(at + 1e-2) - moved(at - 1e-2)) / 2e-2);
        network.as_mut_slice()[index] = at;
    }
    let mut tape = Tape::new();
    tape.forward(&*network, &x, 1);
    tape.head(0).1.iter_mut().enumerate().for_each(|(i, d)| *d = i as f32 - 7.0);
    tape.backward(&*network, &x);
    let gradients = tape.gradients().iter().enumerate().filter(|(index, _)| !(24..32).contains(index));
    for ((index, gradient), difference) in gradients.zip(&differences) {
        let off = (f64::from(*gradient) - difference).abs();
        assert!(off < 0.02 * difference.abs().max(1.0), "{index}: {gradient}, expected {difference}");
    }
}

#[test]
fn generic_networks_have_norms() {
    let net = Generic::<5>::new(1);
    assert_eq!(net.norm.beta.len() + net.norm.gamma.len(), 5);
    assert_eq!(Generic::<5>::GRADIENTS, 20 + 15 + 6);
}
