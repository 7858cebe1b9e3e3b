//! The smallest program with netform: a network and its prediction.

use netform::prelude::*;

network! {
    struct Tiny: [4] -> [3] {
        Dense(16, activation = relu),
        Dense(16, activation = relu),
        Dense(3),
    }
}

fn main() {
    let y = Tiny::new(1).predict(&SVector::from([0.1, 0.2, 0.3, 0.4]));
    println!("{:?}", y.as_slice());
}
