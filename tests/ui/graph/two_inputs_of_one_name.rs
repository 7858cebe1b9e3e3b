//! Two inputs of one name.

use netform::prelude::*;

network! {
    struct Policy(x: [64], x: [6]) -> [4] {
        Dense(4)(x)
    }
}

fn main() {}
