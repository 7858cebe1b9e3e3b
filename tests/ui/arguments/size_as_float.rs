//! A size that is no whole number.

use netform::prelude::*;

network! {
    struct Mlp: [784] -> [10] {
        Dense(10.0),
    }
}

fn main() {}
