//! A constant that does not exist.

use netform::prelude::*;

const HIDDEN: usize = 64;

network! {
    struct Mlp: [784] -> [10] {
        Dense(HIDEN),
        Dense(10),
    }
}

fn main() {}
