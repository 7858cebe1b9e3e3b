//! A word of Rust as the name of a layer.

use netform::prelude::*;

network! {
    struct Mlp: [784] -> [10] {
        type: Dense(64),
        Dense(10),
    }
}

fn main() {}
