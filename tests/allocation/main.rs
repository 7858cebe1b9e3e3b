//! What allocates and what does not.

mod counter;

use counter::allocations;
use netform::prelude::*;
use netform_tests::numbers::Noise;

network! {
    /// Every layer that has working memory.
    struct Net: [8, 8, 1] -> [3] {
        Conv2D(4, 3, padding = same, activation = gelu),
        MaxPooling2D(2),
        Conv2D(4, 2, activation = relu),
        AveragePooling2D(2, padding = same),
        Dropout(0.3),
        Flatten,
        Dense(6, activation = silu),
        Dense(3, activation = softmax),
    }
}

network! {
    /// Two inputs.
    struct Pair(left: [8, 8, 1], right: [8, 8, 1]) -> [3] {
        let x = Conv2D(8, 3, padding = same, activation = relu)(concat(left, right));
        Dense(3, activation = softmax)(Flatten()(x))
    }
}

network! {
    /// 80 KB of working memory.
    struct Wide: [2] -> [1] {
        Dense(20_000, activation = tanh),
        Dense(1),
    }
}

fn fresh() -> Box<Net> {
    Noise::new(1).network(0.5)
}

fn samples(count: usize) -> (Vec<<Net as Network>::Input>, Vec<u8>) {
    let mut noise = Noise::new(5);
    let x = noise.samples(count);
    let y = (0..count).map(|index| (index % 3) as u8).collect();
    (x, y)
}

#[test]
fn steps_after_the_first_allocate_nothing() {
    let (x, y) = samples(16);
    let mut model = fresh().compile(
        Adam::new(0.01).global_clipnorm(1.0),
        SparseCategoricalCrossentropy::new(),
        SparseCategoricalAccuracy::new(),
    );
    let mut step = |rows: core::ops::Range<usize>| {
        let before = allocations();
        model.train_on_batch(&x[rows.clone()], &y[rows]).expect("finite numbers");
        allocations() - before
    };
    assert!(step(0..16) > 0, "the first step makes the memory, and the counter counts");
    assert_eq!([step(0..16), step(3..10), step(0..1), step(0..16)], [0; 4]);
}

/// Large batches are computed in halves, smaller ones in one, which is larger than a half. In a pool of one thread, on
/// which all allocations are then counted.
#[test]
fn batches_in_halves_and_in_one_share_memory() {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(1).build().expect("a pool");
    pool.install(check_halves);
}

fn check_halves() {
    let (x, y) = samples(1200);
    let mut model = fresh().compile(Adam::new(0.01), SparseCategoricalCrossentropy::new(), ());
    check_batches(1200, |count| {
        let fit = Fit::epochs(1).batch_size(1200).progress(false);
        model.fit(&x[..count], &y[..count], fit).expect("finite numbers");
    });
    // Several inputs are copied together in any order.
    let x: Vec<PairInput> = x.into_iter().map(|left| PairInput { left, right: left }).collect();
    let mut model =
        Noise::new(1).network::<Pair>(0.5).compile(Adam::new(0.01), SparseCategoricalCrossentropy::new(), ());
    check_batches(800, |count| {
        let fit = Fit::epochs(1).batch_size(1200).progress(false).shuffle(false);
        model.fit(&x[..count], &y[..count], fit).expect("finite numbers");
    });
}

/// After the most samples, of which a half is a little less than what is computed in one, smaller batches allocate no
/// more than the smallest.
fn check_batches(most: usize, mut fit: impl FnMut(usize)) {
    let mut epoch = |count| {
        let before = allocations();
        fit(count);
        allocations() - before
    };
    epoch(most);
    let least = epoch(1);
    for part in (1..=50).rev() {
        assert_eq!(epoch(most * part / 50), least, "{part} of 50 parts of {most}");
    }
}

#[test]
fn the_number_of_steps_of_an_epoch_allocates_nothing() {
    let mut model = fresh().compile(
        SGD::new(0.01).momentum(0.9),
        SparseCategoricalCrossentropy::new(),
        SparseCategoricalAccuracy::new(),
    );
    let mut epoch = |count| {
        let (x, y) = samples(count);
        let before = allocations();
        model.fit(&x, &y, Fit::epochs(1).batch_size(4).progress(false)).expect("finite numbers");
        allocations() - before
    };
    epoch(64);
    let few = epoch(8);
    assert_eq!([epoch(64), epoch(40), epoch(62)], [few; 3]);
}

#[test]
fn predictions_allocate_nothing() {
    let (x, y) = samples(2);
    let network = fresh();
    let mut model = fresh().compile(SGD::new(0.01), SparseCategoricalCrossentropy::new(), ());
    model.train_on_batch(&x, &y).expect("finite numbers");
    let mut output = <Net as Network>::Output::zeros();
    let mut workspace = NetWorkspace::new();
    let before = allocations();
    let one = network.predict(&x[0]);
    network.predict_into(&x[0], &mut output, &mut workspace);
    let other = model.predict(&x[0]);
    assert_eq!(allocations() - before, 0);
    assert_eq!(one, output);
    assert_ne!(one, other);
}

#[test]
fn a_large_network_predicts_in_memory_of_the_model_s_or_the_caller_s() {
    let network: Box<Wide> = Noise::new(1).network(0.1);
    let x = SVector::<f32, 2>::new(0.5, -0.5);
    let mut output = SVector::<f32, 1>::zeros();
    let mut workspace = Box::new(WideWorkspace::new());
    let before = allocations();
    network.predict_into(&x, &mut output, &mut workspace);
    assert_eq!(allocations() - before, 0);
    // On its own it takes from the heap what does not fit the stack.
    assert_eq!(network.predict(&x), output);
    assert_eq!(allocations() - before, 1);
    let model = network.compile(SGD::new(0.01), MeanSquaredError::new(), ());
    let before = allocations();
    assert_eq!(model.predict(&x), output);
    assert_eq!(allocations() - before, 0);
}
