//! A size that is computed from a parameter.

use netform::prelude::*;

network! {
    struct Mlp<const H: usize>: [4] -> [2] {
        wide: Dense(H * 2, activation = relu),
        Dense(2),
    }
}

fn main() {}
