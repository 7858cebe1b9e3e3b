//! A constant of the wrong type as a size.

use netform::prelude::*;

const HIDDEN: i32 = 64;

network! {
    struct Mlp: [784] -> [10] {
        Dense(HIDDEN),
        Dense(10),
    }
}

fn main() {}
