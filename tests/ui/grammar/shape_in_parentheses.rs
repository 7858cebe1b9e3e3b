//! A shape as Keras's tuple.

use netform::prelude::*;

network! {
    struct Cnn: (28, 28, 1) -> [10] {
        Flatten,
        Dense(10),
    }
}

fn main() {}
