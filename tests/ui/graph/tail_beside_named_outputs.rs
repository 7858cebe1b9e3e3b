//! The last expression, although the outputs have names.

use netform::prelude::*;

network! {
    struct Policy(x: [8]) -> { action: [4], value: [1] } {
        action = Dense(4)(x);
        Dense(1)(x)
    }
}

fn main() {}
