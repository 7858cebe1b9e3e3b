//! A layer without units.

use netform::prelude::*;

network! {
    struct Mlp: [784] -> [10] {
        hidden: Dense(0),
        Dense(10),
    }
}

fn main() {}
