//! Large networks never lie on the stack: everything that is done with one works on a thread
//! whose stack is a fraction of the network, also without optimisation.

use netform::prelude::*;
use netform_tests::numbers::Noise;
use netform_tests::{mobilenet, resnet18};

/// Less than a thousandth of the network.
const STACK: usize = 64 * 1024;

network! {
    /// Some 25 million weights, 100 MB.
    struct Large: [1000] -> [1] {
        Dense(25_000, activation = relu),
        Dense(1),
    }
}

resnet18! {
    /// 11 million weights, 45 MB.
    struct Residual: [32, 32, 3] -> [10], filters = [64, 128, 256, 512]
}

mobilenet! {
    /// 3 million weights, 13 MB.
    struct Depthwise: [32, 32, 3] -> [10], filters = [32, 64, 128, 256, 512, 1024]
}

/// Creates, trains a step, copies and predicts.
macro_rules! works {
    ($test:ident: $network:ident, $bytes:literal) => {
        #[test]
        fn $test() {
            assert!(size_of::<$network>() > $bytes);
            // Made outside: a sample of 12 kB passes through the stack more than once.
            let x: Vec<<$network as Network>::Input> = Noise::new(1).samples(2);
            let life = move || {
                let loss = SparseCategoricalCrossentropy::default();
                let mut model = $network::new(1).compile(Adam::default(), loss, ());
                let before = model.train_on_batch(&x, &[3_u8, 7]).expect("finite numbers");
                assert!(before > 0.0);
                let copy = model.clone().into_network();
                let y = model.predict(&x[0]);
                assert!((y.sum() - 1.0).abs() < 1e-5);
                assert_eq!(copy.predict(&x[0]), y);
            };
            let thread = std::thread::Builder::new().stack_size(STACK).spawn(life).expect("a thread");
            thread.join().expect("a life within 64 KiB of stack");
        }
    };
}

works!(a_residual_network_works_on_a_stack_of_64_kib: Residual, 44_000_000);
works!(a_depthwise_network_works_on_a_stack_of_64_kib: Depthwise, 12_000_000);

#[test]
fn a_network_of_100_mb_works_on_a_stack_of_64_kib() {
    assert!(size_of::<Large>() > 100_000_000);
    let thread = std::thread::Builder::new().stack_size(STACK).spawn(live).expect("a thread");
    thread.join().expect("a life within 64 KiB of stack");
}

/// Creates, predicts, trains, copies, drops, saves and loads.
fn live() {
    let network = Large::new(1);
    let x: Vec<<Large as Network>::Input> = Noise::new(1).samples(4);
    let y = [1.0_f32, -1.0, 0.5, 0.0];
    let before = network.predict(&x[0]);
    let mut model = network.compile(SGD::new(1e-4).momentum(0.9), MeanSquaredError::new(), ());
    let first = model.train_on_batch(&x, &y).expect("finite numbers");
    let history = model.fit(&x, &y, Fit::epochs(2).batch_size(2).progress(false)).expect("a history");
    assert!(history.loss()[1] < first, "{first} {history:?}");
    assert_eq!(model.predict(&x[0]), model.clone().predict(&x[0]));
    let network = model.into_network();
    let after = network.predict(&x[0]);
    assert_ne!(before, after);
    let copy = network.clone();
    drop(network);
    assert_eq!(copy.predict(&x[0]), after);

    let path = std::env::temp_dir().join(format!("netform-large-{}.safetensors", std::process::id()));
    copy.save(&path).expect("a file");
    let loaded = Large::load(&path).expect("the network that was saved");
    assert_eq!(loaded.predict(&x[0]), after);
    let mut other = Large::new(2);
    other.load_weights(&path).expect("the weights that were saved");
    std::fs::remove_file(&path).expect("the file");
    assert_eq!(other.predict(&x[0]), after);
}
