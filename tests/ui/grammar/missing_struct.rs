//! The word `struct` is missing.

use netform::prelude::*;

network! {
    pub Mlp: [784] -> [10] {
        Dense(10),
    }
}

fn main() {}
