//! A loss of probabilities after `relu`, with an argument set.

use netform::prelude::*;

network! {
    struct Mlp: [8] -> [3] {
        Dense(3, activation = relu),
    }
}

fn main() {
    let _ = Mlp::new(1).compile(Adam::default(), SparseCategoricalCrossentropy::default().ignore_class(0), ());
}
