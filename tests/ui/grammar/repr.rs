//! A memory layout of its own.

use netform::prelude::*;

network! {
    #[repr(packed)]
    struct Mlp: [784] -> [10] {
        Dense(10),
    }
}

fn main() {}
