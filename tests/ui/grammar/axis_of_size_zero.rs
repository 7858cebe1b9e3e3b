//! An axis of size 0.

use netform::prelude::*;

network! {
    struct Mlp: [0] -> [10] {
        Dense(10),
    }
}

fn main() {}
