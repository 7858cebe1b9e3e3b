//! A size that no machine can hold.

use netform::prelude::*;

network! {
    struct Mlp: [784] -> [10] {
        hidden: Dense(1 << 62),
        Dense(10),
    }
}

fn main() {}
