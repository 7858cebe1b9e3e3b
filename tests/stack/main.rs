//! Large networks never lie on the stack: everything that is done with one works on a thread
//! whose stack is a fraction of the network, also without optimisation.

use netform::prelude::*;
use netform_tests::numbers::Noise;

/// Less than a thousandth of the network.
const STACK: usize = 64 * 1024;

network! {
    /// Some 25 million weights, 100 MB.
    struct Large: [1000] -> [1] {
        Dense(25_000, activation = relu),
        Dense(1),
    }
}

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
