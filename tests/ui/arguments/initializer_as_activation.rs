//! A word of another kind.

use netform::prelude::*;

network! {
    struct Mlp: [784] -> [10] {
        Dense(10, activation = he_normal),
    }
}

fn main() {}
