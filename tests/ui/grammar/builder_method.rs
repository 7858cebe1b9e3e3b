//! A method on a layer, as in a builder.

use netform::prelude::*;

network! {
    struct Mlp: [784] -> [10] {
        Dense(64).with_bias(false),
        Dense(10),
    }
}

fn main() {}
