//! A type that is no layer.

use netform::prelude::*;

struct Swish;

network! {
    struct Mlp: [8] -> [2] {
        Dense(6),
        gate: Swish,
        Dense(2),
    }
}

fn main() {}
