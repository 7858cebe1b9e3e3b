//! Keras's `input_shape`.

use netform::prelude::*;

network! {
    struct Mlp: [784] -> [10] {
        Dense(10, input_shape = (784,)),
    }
}

fn main() {}
