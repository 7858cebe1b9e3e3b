//! A named output of another shape than declared.

use netform::prelude::*;

network! {
    struct Policy(x: [8]) -> { action: [4], value: [1] } {
        let h = Dense(16)(x);
        action = Dense(4)(h);
        let estimate = Dense(2)(h);
        value = estimate;
    }
}

fn main() {}
