//! A misspelt output.

use netform::prelude::*;

network! {
    struct Policy(x: [8]) -> { action: [4], value: [1] } {
        action = Dense(4)(x);
        valeu = Dense(1)(x);
    }
}

fn main() {}
