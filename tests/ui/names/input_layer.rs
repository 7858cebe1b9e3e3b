//! Keras's `Input`.

use netform::prelude::*;

network! {
    struct Mlp: [784] -> [10] {
        Input(784),
        Dense(10),
    }
}

fn main() {}
