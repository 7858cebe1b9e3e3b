//! Inputs without names.

use netform::prelude::*;

network! {
    struct Policy([64], [6]) -> [4] {
        Dense(4)(x)
    }
}

fn main() {}
