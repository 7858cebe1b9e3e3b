//! The Keras tutorial's model: from 100 features of a customer to the probability that they leave.
//!
//!     cargo run --release --example churn
//!
//! The customers are made from a seed. Four of their features decide, together and not linearly; the
//! others have no say, as in many a real table.

use std::error::Error;

use netform::prelude::*;
use rand::rngs::StdRng;
use rand::{RngExt as _, SeedableRng as _};

const HIDDEN: usize = 64;

network! {
    /// The Keras tutorial's model: 100 features to a probability.
    pub struct Churn: [100] -> [1] {
        hidden: Dense(HIDDEN, activation = relu),
        Dropout(0.2),
        Dense(1, activation = sigmoid),
    }
}

fn main() -> Result<(), Box<dyn Error>> {
    let mut random = StdRng::seed_from_u64(7);
    let (x_train, y_train) = customers(10_000, &mut random);
    let (x_test, y_test) = customers(2_000, &mut random);
    println!("{}\n", Churn::summary());

    let mut model =
        Churn::new(42).compile(Adam::default(), BinaryCrossentropy::default(), BinaryAccuracy::default());
    let history = model.fit(&x_train, &y_train, Fit::epochs(10).batch_size(32).validation_split(0.2))?;
    for (name, values) in history.iter() {
        println!("{name:<20} {values:.4?}");
    }

    let scores = model.evaluate(&x_test, &y_test)?;
    let stay = y_test.iter().filter(|leaves| !**leaves).count() as f64 / y_test.len() as f64;
    println!("\ntest: {scores} (of all test customers, {:.1} % stay)", 100.0 * stay);

    let p: SVector<f32, 1> = model.predict(&x_test[0]);
    let did = if y_test[0] { "left" } else { "stayed" };
    println!("the first test customer leaves with probability {:.3}, and {did}", p[0]);
    Ok(())
}

/// Customers, and whether they left.
fn customers(count: usize, random: &mut StdRng) -> (Vec<SVector<f32, 100>>, Vec<bool>) {
    let features = |random: &mut StdRng| SVector::from_fn(|_, _| random.random_range(-1.0..1.0_f32));
    let x: Vec<_> = (0..count).map(|_| features(random)).collect();
    let y = x.iter().map(|customer| leaves(customer, random.random_range(-0.5..0.5))).collect();
    (x, y)
}

/// High prices drive customers off, unless they have been there for long; so do many calls for
/// support, and none at all. `chance` is what no table knows.
fn leaves(customer: &SVector<f32, 100>, chance: f32) -> bool {
    let [price, months, calls, usage] = [customer[0], customer[1], customer[2], customer[3]];
    let risk = 1.5 * price * (1.0 - months) + 2.0 * (calls.abs() - 0.5) - usage;
    risk + chance > 0.0
}
