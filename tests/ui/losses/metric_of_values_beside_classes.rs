//! A metric of values beside a loss of class indices.

use netform::prelude::*;

network! {
    struct Mlp: [4] -> [3] {
        Dense(3, activation = softmax),
    }
}

fn main() {
    let _ = Mlp::new(1).compile(Adam::default(), SparseCategoricalCrossentropy::default(), CategoricalAccuracy::default());
}
