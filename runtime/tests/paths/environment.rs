//! `NETFORM_ISA`: a process of its own for each instruction set.

use std::process::Command;

use netform::Params;
use netform::kernels::Isa;
use netform::prelude::*;

network! {
    struct Net: [8, 8, 2] -> [3] {
        Conv2D(10, 3, activation = relu),
        MaxPooling2D(2),
        Flatten(),
        Dense(20, activation = tanh),
        Dense(3, activation = softmax),
    }
}

/// Trains on the instruction set in use, and tells it and the weights. Another process reads this.
#[test]
fn training_on_the_set_in_use() {
    let x: Vec<<Net as Network>::Input> = (0..40)
        .map(|n| <Net as Network>::Input::from_fn(|i, j| ((n * 31 + i * 7 + j * 3) % 17) as f32 / 8.0 - 1.0))
        .collect();
    let y: Vec<u8> = (0..40).map(|n| n % 3).collect();
    let mut model = Net::new(1).compile(Adam::new(0.01), SparseCategoricalCrossentropy::new(), ());
    let history = model.fit(&x, &y, Fit::epochs(3).batch_size(9)).expect("finite numbers");
    assert!(history.loss()[2] < history.loss()[0]);
    for (x, of_batch) in x.iter().zip(model.predict_batch(&x)) {
        assert_eq!(model.predict(x), of_batch, "a sample alone, and within a batch");
    }
    println!("\nset {}", Isa::detect());
    model.as_slice().iter().for_each(|weight| println!("weight {weight:?}"));
}

/// What a process of its own says with the variable set: the instruction set and the weights.
fn trained(isa: &str) -> (String, Vec<f32>) {
    let program = std::env::current_exe().expect("a path");
    // Where this process is emulated, another one needs the emulator too.
    let emulator = std::env::var("NETFORM_EMULATOR").unwrap_or_default();
    let mut words = emulator.split_whitespace().map(std::ffi::OsStr::new).chain([program.as_os_str()]);
    let output = Command::new(words.next().expect("a program"))
        .args(words)
        .args(["--exact", "environment::training_on_the_set_in_use", "--nocapture"])
        .env("NETFORM_ISA", isa)
        .output()
        .expect("a process");
    assert!(output.status.success(), "{isa}: {}", String::from_utf8_lossy(&output.stderr));
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let set = text.lines().find_map(|line| line.strip_prefix("set ")).expect("the set").to_owned();
    let weights = text.lines().filter_map(|line| line.strip_prefix("weight "));
    (set, weights.map(|weight| weight.parse().expect("a number")).collect())
}

#[test]
fn the_environment_forces_every_set() {
    let (_, portable) = trained("portable");
    assert_eq!(portable.len(), Net::PARAMS);
    for isa in Isa::available() {
        let (set, weights) = trained(isa.name());
        assert_eq!(set, isa.name());
        // Steps of Adam are of the learning rate's size, 15 of them.
        let error = weights.iter().zip(&portable).map(|(own, other)| (own - other).abs()).fold(0.0, f32::max);
        assert!(error <= 1e-5, "{isa}: {error} from portable");
    }
    // What the machine lacks is ignored.
    assert_eq!(trained("sse9").0, Isa::available().next_back().expect("portable").name());
}
