//! Keras's `Sequential`.

use netform::prelude::*;

network! {
    struct Mlp: [784] -> [10] {
        Sequential(Dense(64), Dense(10)),
    }
}

fn main() {}
