//! Three dense layers on handwritten digits: the shortest way from images to classes.
//!
//!     cargo run --release --example mlp

use std::error::Error;
use std::time::Instant;

use netform::data::{Mnist, mnist};
use netform::prelude::*;

network! {
    /// Reads a digit from its 784 pixels.
    pub struct Mlp: [784] -> [10] {
        Dense(128, activation = relu),
        Dense(64, activation = relu),
        Dense(10, activation = softmax),
    }
}

fn main() -> Result<(), Box<dyn Error>> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/data/digits10k");
    let digits: Mnist<f32, 784, 1> = mnist(folder)?;
    println!("{}\n", Mlp::summary());

    let mut model = Mlp::new(1).compile(
        Adam::default(),
        SparseCategoricalCrossentropy::default(),
        SparseCategoricalAccuracy::default(),
    );
    let start = Instant::now();
    let history = model.fit(&digits.x_train, &digits.y_train, Fit::epochs(10).batch_size(32))?;
    println!("trained in {:.1} s, losses {:.4?}", start.elapsed().as_secs_f64(), history.loss());

    let scores = model.evaluate(&digits.x_test, &digits.y_test)?;
    println!("test: {scores}");
    Ok(())
}
