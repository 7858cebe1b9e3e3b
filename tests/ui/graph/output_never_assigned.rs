//! One of two outputs is missing.

use netform::prelude::*;

network! {
    struct Policy(x: [8]) -> { action: [4], value: [1] } {
        let h = Dense(16)(x);
        action = Dense(4)(h);
    }
}

fn main() {}
