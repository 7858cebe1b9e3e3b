//! A constant of the wrong type as a number.

use netform::prelude::*;

const RATE: &str = "half";

network! {
    struct Mlp: [784] -> [784] {
        Dropout(RATE),
    }
}

fn main() {}
