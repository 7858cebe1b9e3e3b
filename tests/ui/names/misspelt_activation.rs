//! An activation with two letters swapped.

use netform::prelude::*;

network! {
    struct Mlp: [784] -> [10] {
        Dense(64, activation = rleu),
        Dense(10),
    }
}

fn main() {}
