//! Python's `True`.

use netform::prelude::*;

network! {
    struct Mlp: [784] -> [10] {
        Dense(10, use_bias = True),
    }
}

fn main() {}
