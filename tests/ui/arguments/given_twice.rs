//! One argument by position and by name.

use netform::prelude::*;

network! {
    struct Mlp: [784] -> [10] {
        Dense(10, units = 12),
    }
}

fn main() {}
