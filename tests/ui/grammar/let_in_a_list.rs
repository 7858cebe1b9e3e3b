//! A `let` in a list of layers.

use netform::prelude::*;

network! {
    struct Mlp: [784] -> [10] {
        let hidden = Dense(64);
        Dense(10),
    }
}

fn main() {}
