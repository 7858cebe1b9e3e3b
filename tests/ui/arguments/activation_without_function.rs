//! Activation without its function.

use netform::prelude::*;

network! {
    struct Mlp: [784] -> [10] {
        Dense(10),
        Activation,
    }
}

fn main() {}
