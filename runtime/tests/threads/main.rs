//! Training on the threads of a pool: the same weights, bit for bit, for any number of them.

mod halves;

use netform::dims::{Const, D1};
use netform::layer::{Backward, Forward, Layer};
use netform::losses::{Takes, Values};
use netform::optimizers::{Optimizer, Update};
use netform::prelude::*;
use netform::training::Trainer;
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
