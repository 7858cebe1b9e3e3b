//! Five mistakes of grammar give five errors.

use netform::prelude::*;

network! {
    struct Mlp: [784] -> [10] {
        type: Dense(64),
        Dense(units: 64),
        Dense(64, activation = ),
        Dense(64)(x),
        Dense(64) Dense(10),
    }
}

fn main() {}
