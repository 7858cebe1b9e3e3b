//! Compile, fit, evaluate and predict.

#[path = "expansion.rs"]
#[allow(dead_code, unreachable_pub, reason = "a program of its own, read here as a module")]
mod declared;

use declared::Small;
use netform::nalgebra::SMatrix;
use netform::prelude::*;

type Sample = SMatrix<f32, 3, 2>;

/// A network whose weights are small numbers without a pattern.
fn network() -> Box<Small> {
    let mut network = netform::__private::zeroed::<Small>();
    for (index, weight) in netform::Params::as_mut_slice(&mut *network).iter_mut().enumerate() {
        *weight = ((index * 37 % 19) as f32 - 9.0) * 0.05;
    }
    network
}

/// Samples whose class is the larger of two sums.
fn data(len: usize) -> (Vec<Sample>, Vec<u8>) {
    let x: Vec<Sample> = (0..len)
        .map(|n| Sample::from_fn(|r, c| ((n * 31 + r * 17 + c * 7) % 23) as f32 / 11.5 - 1.0))
        .collect();
    let y = x.iter().map(|x| u8::from(x.column(0).sum() > x.column(1).sum())).collect();
    (x, y)
}

#[test]
fn learns() {
    let (x, y) = data(200);
    let mut model = network().compile(
        Adam::new(0.01),
        SparseCategoricalCrossentropy::default(),
        SparseCategoricalAccuracy::default(),
    );
    let before = model.evaluate(&x, &y).unwrap();
    let history = model.fit(&x, &y, Fit::epochs(20).batch_size(16).validation_split(0.2).seed(3)).unwrap();
    let after = model.evaluate(&x, &y).unwrap();
    assert!(after.loss < 0.5 * before.loss, "{before} {after}");
    assert!(after.metric("sparse_categorical_accuracy").unwrap() > 0.9, "{after}");
    assert_eq!(history.epochs(), 20);
    assert_eq!(history.get("val_sparse_categorical_accuracy").unwrap().len(), 20);
    assert_eq!(model.steps(), 20 * 10);
    let network: Box<Small> = model.into_network();
    assert!(network.predict(&x[0])[usize::from(y[0])] > 0.5);
}

#[test]
fn the_same_seed_gives_the_same_bits() {
    let (x, y) = data(50);
    let run = |epochs: &[usize], seed| {
        let mut model =
            network().compile(SGD::new(0.1).momentum(0.9), SparseCategoricalCrossentropy::default(), ());
        for epochs in epochs {
            model.fit(&x, &y, Fit::epochs(*epochs).batch_size(7).seed(seed)).unwrap();
        }
        netform::Params::as_slice(model.network()).to_vec()
    };
    assert_eq!(run(&[3], 1), run(&[3], 1));
    assert_eq!(run(&[3], 1), run(&[1, 2], 1));
    assert_ne!(run(&[3], 1), run(&[3], 2));
}

#[test]
fn batches_predict_the_bits_of_single_samples() {
    netform::network! {
        /// All that the passes of a digit's image need.
        struct Image: [9, 8, 2] -> [5] {
            Conv2D(7, 3, activation = tanh, padding = same),
            MaxPooling2D(2),
            Conv2D(18, 3, activation = relu),
            Flatten,
            Dense(33, activation = sigmoid),
            Dense(5, activation = softmax),
        }
    }
    let model = Image::new(1).compile(Adam::default(), MeanSquaredError::new(), ());
    for len in [0, 1, 7, 130] {
        let x: Vec<<Image as Network>::Input> = (0..len)
            .map(|n| SMatrix::from_fn(|r, c| ((n * 31 + r * 17 + c * 7) % 23) as f32 / 11.5 - 1.0))
            .collect();
        let alone: Vec<_> = x.iter().map(|x| model.predict(x)).collect();
        assert_eq!(model.predict_batch(&x), alone);
    }
}
