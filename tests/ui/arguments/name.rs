//! Keras's `name`.

use netform::prelude::*;

network! {
    struct Mlp: [784] -> [10] {
        Dense(10, name = "head"),
    }
}

fn main() {}
