//! Training on the threads of a pool: the same weights, bit for bit, for any number of them.

use netform::dims::{Const, D1};
use netform::layer::{Backward, Forward, Layer};
use netform::losses::{Takes, Values};
use netform::metrics::{Measure, Metric};
use netform::optimizers::{Optimizer, Update};
use netform::prelude::*;
use netform::training::{Tape, Trainer};
use netform::{Network, Params, Sample};

network! {
    /// Large enough that every layer's work is shared.
    struct Dense3: [256] -> [16] {
        Dense(192, activation = gelu),
        Dropout(0.2),
        Dense(96, activation = relu),
        Dense(16, activation = tanh),
    }
}

network! {
    /// Padding, strides, groups, a large kernel and pools.
    struct Images: [20, 20, 4] -> [3] {
        Conv2D(24, 3, padding = same, activation = relu),
        MaxPooling2D(2),
        Conv2D(48, 5, strides = 2, padding = same, activation = silu),
        Conv2D(64, 3, padding = same, groups = 2),
        AveragePooling2D(2, padding = same),
        Activation(softplus),
        Flatten,
        Dense(3),
    }
}

network! {
    /// Statistics of the batch, kernels of single channels, and small images of many channels.
    struct Normalised(x: [32, 32, 3]) -> [3] {
        let x = BatchNormalization()(Conv2D(24, 3, padding = same, use_bias = false)(x));
        let y = BatchNormalization()(DepthwiseConv2D(3, padding = same)(relu(x)));
        let x = Conv2D(128, 3, strides = 8, padding = same)(relu(y + x));
        let x = BatchNormalization()(Conv2D(160, 3, strides = 2, padding = same)(relu(x)));
        Dense(3)(GlobalAveragePooling2D()(ReLU(6.0)(x)))
    }
}

network! {
    /// A network in a network, shared and added up.
    struct Nested(x: [20, 20, 4]) -> [6] {
        let images = Images();
        let a = images(x);
        let b = images(-x);
        Dense(6)(concat(a, b))
    }
}

network! {
    /// Steps in time, with a state that is given, several inputs and layers of one's own.
    struct Sequences(x: [24, 12], h: [40]) -> [2] {
        let (y, _) = GRU(40, return_sequences = true, return_state = true)(x, initial_state = h);
        let y = Dropout(0.1)(LSTM(32)(y));
        Dense(2)(Halved()(concat(y, Halved40()(h))))
    }
}

macro_rules! halved {
    ($layer:ident, $len:literal) => {
        netform::weights! {
            /// Half of everything.
            struct $layer {}
        }

        impl Layer for $layer {
            type Input = D1<Const<$len>>;
            type Output = D1<Const<$len>>;
            const APART: bool = true;

            fn forward(&self, f: Forward<'_, f32>) {
                f.output.iter_mut().zip(f.inputs[0]).for_each(|(y, x)| *y = x / 2.0);
            }

            fn backward(&self, b: Backward<'_, f32>) {
                let d_x = &mut b.d_inputs[0];
                if d_x.is_wanted() {
                    d_x.values.iter_mut().zip(&*b.d_output).for_each(|(d_x, d)| *d_x = d / 2.0);
                }
            }
        }
    };
}

halved!(Halved, 72);
halved!(Halved40, 40);

fn samples<S: Sample<f32>>(count: usize, seed: u32) -> Vec<S> {
    let mut state = seed;
    let mut next = || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (state >> 8) as f32 / 8_388_608.0 - 1.0
    };
    let sample = |_| {
        let mut sample = S::zeros();
        sample.parts_mut().into_iter().flatten().for_each(|value| *value = next());
        sample
    };
    (0..count).map(sample).collect()
}

/// The bits of the weights and of predictions after some steps on a number of threads.
fn trained<N: Network<Scalar = f32>>(new: fn(u64) -> Box<N>, batch: usize, threads: usize) -> Vec<u32>
where
    Values: Takes<N::Output, N>,
{
    let (x, y) = (samples::<N::Input>(2 * batch + 5, 1), samples::<N::Output>(2 * batch + 5, 2));
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
    let mut model = Model::new(new(3), Adam::default(), MeanSquaredError::new(), ());
    let model: &mut Trainer<_, _, _, _> = &mut model;
    pool.install(|| {
        model.fit(&x, &y, Fit::epochs(2).batch_size(batch)).unwrap();
        model.train_on_batch(&x[..batch], &y[..batch]).unwrap();
    });
    let scores = pool.install(|| model.evaluate(&x, &y)).unwrap();
    let predictions = pool.install(|| model.predict_batch(&x));
    let predictions = predictions.iter().flat_map(|prediction| prediction.part(0));
    let numbers = model.as_slice().iter().chain(predictions).map(|number| number.to_bits());
    numbers.chain([(scores.loss as f32).to_bits()]).collect()
}

fn the_same<N: Network<Scalar = f32>>(new: fn(u64) -> Box<N>, batch: usize)
where
    Values: Takes<N::Output, N>,
{
    let one = trained(new, batch, 1);
    for threads in [2, 3, 8] {
        assert!(trained(new, batch, threads) == one, "{} on {threads} threads", N::NAME);
    }
}

#[test]
fn dense_layers_train_to_the_same_weights() {
    the_same(Dense3::new, 131);
}

#[test]
fn convolutions_train_to_the_same_weights() {
    the_same(Images::new, 13);
}

#[test]
fn nested_networks_train_to_the_same_weights() {
    the_same(Nested::new, 7);
}

#[test]
fn normalised_networks_train_to_the_same_weights() {
    the_same(Normalised::new, 11);
}

#[test]
fn sequences_train_to_the_same_weights() {
    the_same(Sequences::new, 33);
}

netform::weights! {
    /// What is left of the batch's mean, or in a prediction everything.
    struct Centered {}
}

/// The samples of a batch, which the layer gets whole.
const TOGETHER: usize = 50;

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

/// An optimizer that has work for the pool itself.
#[derive(Clone)]
struct Busy(Adam);

impl Optimizer<f32> for Busy {
    fn slots(&self) -> usize {
        Optimizer::<f32>::slots(&self.0)
    }

    fn learning_rate(&self) -> f64 {
        self.0.learning_rate()
    }

    fn set_learning_rate(&mut self, learning_rate: f64) {
        self.0.set_learning_rate(learning_rate);
    }

    fn update(&self, update: Update<'_, f32>) {
        rayon::join(|| rayon::join(|| (), || ()), || rayon::join(|| (), || ()));
        self.0.update(update);
    }
}

#[test]
fn a_pool_is_shared_by_trainings_and_other_work() {
    let x = samples::<<Images as Network>::Input>(70, 1);
    let y = samples::<<Images as Network>::Output>(70, 2);
    let train = || {
        let mut model = Model::new(Images::new(3), Busy(Adam::default()), MeanSquaredError::new(), ());
        model.fit(&x, &y, Fit::epochs(2).batch_size(32)).unwrap();
        model.as_slice().iter().map(|weight| weight.to_bits()).collect::<Vec<_>>()
    };
    let alone = train();
    for threads in [1, 2, 3] {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        let ((a, b), (c, d)) = pool.install(|| {
            rayon::join(|| rayon::join(train, train), || rayon::join(train, || pool.install(train)))
        });
        assert!([a, b, c, d].iter().all(|weights| *weights == alone), "{threads} threads");
    }
}
