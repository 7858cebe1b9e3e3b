//! Batches in halves, and those that stay whole.

use netform::dims::{Const, D1};
use netform::layer::{Backward, Forward, Layer};
use netform::losses::Values;
use netform::metrics::{Measure, Metric};
use netform::prelude::*;
use netform::training::Tape;
use netform::{Network, Params};

use super::{Dense3, Images, samples};

netform::weights! {
    /// What is left of the batch's mean, or in a prediction everything.
    struct Centered {}
}

/// The samples of a batch, which the layer gets whole.
const TOGETHER: usize = 200;

impl Layer for Centered {
    type Input = D1<Const<192>>;
    type Output = D1<Const<192>>;

    fn forward(&self, f: Forward<'_, f32>) {
        f.output.copy_from_slice(f.inputs[0]);
        if f.pass.training {
            assert_eq!(f.pass.batch, TOGETHER);
            let means: Vec<f32> = (0..192).map(|i| f.output.iter().skip(i).step_by(192).sum()).collect();
            let means = means.iter().map(|sum| sum / TOGETHER as f32);
            f.output
                .iter_mut()
                .zip(means.collect::<Vec<_>>().iter().cycle())
                .for_each(|(y, mean)| *y -= mean);
        }
    }

    fn backward(&self, b: Backward<'_, f32>) {
        assert_eq!(b.pass.batch, TOGETHER);
        b.d_inputs[0].values.copy_from_slice(b.d_output);
    }
}

network! {
    struct Whole: [192] -> [192] {
        Dense(192),
        Centered,
        Dense(192),
        Dense(192),
    }
}

#[test]
fn a_layer_that_does_not_say_apart_gets_the_whole_batch() {
    let (x, y) = (samples::<SVector<f32, 192>>(TOGETHER, 1), samples::<SVector<f32, 192>>(TOGETHER, 2));
    let trained = |threads| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        let mut model = Whole::new(3).compile(SGD::new(0.01), MeanSquaredError::new(), ());
        pool.install(|| model.fit(&x, &y, Fit::epochs(3).batch_size(TOGETHER))).unwrap();
        model.as_slice().iter().map(|weight| weight.to_bits()).collect::<Vec<_>>()
    };
    assert!(trained(2) == trained(1));
}

/// A step on a batch in halves is one on all of it.
#[test]
fn halves_have_the_gradient_of_the_whole() {
    let (x, y) =
        (samples::<<Images as Network>::Input>(21, 1), samples::<<Images as Network>::Output>(21, 2));
    let model = || Images::new(3).compile(SGD::new(0.1), MeanSquaredError::new(), ());
    let (mut model, mut whole, mut tape) = (model(), model(), Tape::new());
    let loss = model.train_on_batch(&x, &y).unwrap();

    tape.forward(whole.network(), &x, 0);
    let (y_pred, d_y_pred) = tape.head(0);
    let y = y.iter().flatten();
    let n = y_pred.len() as f32;
    d_y_pred.iter_mut().zip(y_pred.iter().zip(y.clone())).for_each(|(d, (p, y))| *d = 2.0 * (p - y) / n);
    let expected: f32 = y_pred.iter().zip(y).map(|(p, y)| (p - y) * (p - y) / n).sum();
    tape.backward(whole.network(), &x);
    whole.apply_gradients(tape.gradients()).unwrap();

    assert!((loss - f64::from(expected)).abs() < 1e-6 * loss, "{loss}, not {expected}");
    let (weights, whole, before) = (model.as_slice(), whole.as_slice(), Images::new(3));
    let largest = before.as_slice().iter().zip(whole).map(|(a, b)| (a - b).abs()).fold(0.0, f32::max);
    assert!(largest > 1e-3);
    for (index, (found, expected)) in weights.iter().zip(whole).enumerate() {
        assert!((found - expected).abs() < 1e-6, "{index}: {found}, not {expected}");
    }
    // The sums were taken in two parts: else this test compares one thing with itself.
    assert_ne!(weights, whole);
}

/// Whether the second half of the predictions of a batch is the first one again.
#[derive(Clone, Default)]
struct Repeats(bool);

impl Measure for Repeats {
    fn name(&self) -> &'static str {
        "repeats"
    }
    fn reset(&mut self) {}
    fn result(&self) -> f64 {
        f64::from(u8::from(self.0))
    }
}

impl Metric<f32, Values> for Repeats {
    fn update(&mut self, _: &[f32], y_pred: &[f32], _: usize) {
        let (first, second) = y_pred.split_at(y_pred.len() / 2);
        self.0 = first == second;
    }
}

#[test]
fn halves_draw_numbers_of_their_own() {
    let x = samples::<<Dense3 as Network>::Input>(64, 1);
    let x = [&x[..], &x[..]].concat();
    let y = samples::<<Dense3 as Network>::Output>(128, 2);
    let mut model = Dense3::new(1).compile(SGD::new(0.0), MeanSquaredError::new(), Repeats::default());
    let options = Fit::epochs(1).batch_size(128).shuffle(false);
    assert_eq!(model.fit(&x, &y, options).unwrap().get("repeats").unwrap(), [0.0]);
    // Predictions drop nothing.
    assert_eq!(model.predict_batch(&x[..64]), model.predict_batch(&x[64..]));
}
