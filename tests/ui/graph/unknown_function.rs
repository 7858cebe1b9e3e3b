//! A misspelt function.

use netform::prelude::*;

network! {
    struct Mlp(x: [784]) -> [10] {
        Dense(10)(rleu(x))
    }
}

fn main() {}
