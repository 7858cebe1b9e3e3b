//! A half-typed argument.

use netform::prelude::*;

network! {
    struct Mlp: [784] -> [10] {
        Dense(10, activation = ),
    }
}

fn main() {}
