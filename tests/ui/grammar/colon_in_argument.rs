//! An argument's value after a colon.

use netform::prelude::*;

network! {
    struct Mlp: [784] -> [10] {
        Dense(units: 10),
    }
}

fn main() {}
