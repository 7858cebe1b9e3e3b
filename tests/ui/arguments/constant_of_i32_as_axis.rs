//! A constant of the wrong type as an axis of the input.

use netform::prelude::*;

const FEATURES: i32 = 784;

network! {
    struct Mlp: [FEATURES] -> [10] {
        Dense(10),
    }
}

fn main() {}
