//! One output is given twice.

use netform::prelude::*;

network! {
    struct Policy(x: [8]) -> { action: [4], value: [1] } {
        action = Dense(4)(x);
        action = Dense(4)(x);
        value = Dense(1)(x);
    }
}

fn main() {}
