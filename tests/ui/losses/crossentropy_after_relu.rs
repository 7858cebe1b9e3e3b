//! A crossentropy behind an activation that gives no probabilities.

use netform::prelude::*;

network! {
    struct Mlp: [4] -> [3] {
        Dense(3, activation = relu),
    }
}

fn main() {
    let _ = Mlp::new(1).compile(Adam::default(), SparseCategoricalCrossentropy::default(), ());
}
