//! Training loops of one's own: a tape gives the gradients that `train_on_batch` descends.

use netform::losses::{CategoricalCrossentropy, Loss, Rows};
use netform::optimizers::SGD;
use netform::training::Tape;
use netform::{Network, Params as _};
use netform_tests::numbers::Noise;
use netform_tests::pass::Problem;

use crate::networks::double::{Classifier, Convolutional};

/// Labels of three samples.
const Y: [f64; 9] = [0.0, 1.0, 0.0, 1.0, 0.0, 0.0, 0.2, 0.3, 0.5];

/// The gradients of the mean crossentropy, by a tape.
fn differentiate<'a, N: Network<Scalar = f64>>(
    tape: &'a mut Tape<N>,
    network: &N,
    x: &[N::Input],
    y_true: &[f64],
    seed: u64,
) -> &'a mut [f64] {
    tape.forward(network, x, seed);
    let last = N::OUTPUT_PORTS[0].shape.last();
    let (y_pred, d_y_pred) = tape.head(0);
    let scale = 1.0 / (y_pred.len() / last) as f64;
    let _ = CategoricalCrossentropy::new().run(Rows {
        y_true,
        y_pred,
        last,
        fused: false,
        weights: &[],
        scale,
        d_y_pred,
    });
    tape.backward(network, x);
    tape.gradients()
}

#[test]
fn a_tape_gives_the_gradients_of_the_passes() {
    let network: Box<Convolutional> = Noise::new(1).network(0.5);
    let x: Vec<<Convolutional as Network>::Input> = Noise::new(2).samples(2);
    let y = [0.0, 0.0, 1.0, 0.0, 0.1, 0.2, 0.3, 0.4];
    let loss = CategoricalCrossentropy::new();
    let reference = Problem { loss, x: &x, y: &y, fused: false, seed: 5 }.differentiate(&*network).1;
    let mut tape = Tape::new();
    // Another batch before, of another size: nothing of it stays.
    let other: Vec<<Convolutional as Network>::Input> = Noise::new(3).samples(3);
    differentiate(&mut tape, &*network, &other, &[0.25; 12], 6);
    assert_eq!(differentiate(&mut tape, &*network, &x, &y, 5), reference);
    assert_ne!(differentiate(&mut tape, &*network, &x, &y, 6), reference, "other values are dropped");
}

#[test]
fn a_loop_of_one_s_own_is_train_on_batch() {
    let network: Box<Classifier> = Noise::new(1).network(0.5);
    let x: Vec<<Classifier as Network>::Input> = Noise::new(2).samples(3);
    let sgd = SGD::new(0.3).momentum(0.9).clipnorm(0.5);
    let mut model = network.clone().compile(sgd, CategoricalCrossentropy::new(), ());
    let mut own = network.compile(sgd, CategoricalCrossentropy::new(), ());
    let labels =
        [0, 1, 2].map(|row| netform::nalgebra::SVector::<f64, 3>::from_column_slice(&Y[3 * row..][..3]));
    let mut tape = Tape::new();
    for _ in 0..5 {
        model.train_on_batch(&x, &labels).expect("finite numbers");
        let gradients = differentiate(&mut tape, own.network(), &x, &Y, 0);
        own.apply_gradients(gradients).expect("finite numbers");
        for (weight, own) in model.as_slice().iter().zip(own.as_slice()) {
            // The model's loss takes over the softmax: the same but for rounding.
            assert!((weight - own).abs() < 1e-12, "{weight} {own}");
        }
    }
    assert_eq!((model.steps(), own.steps()), (5, 5));
}
