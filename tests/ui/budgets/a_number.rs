//! A size as a number.

use netform::prelude::*;

network! {
    #[budget(weights = 65536)]
    struct Mlp: [4] -> [2] {
        Dense(2),
    }
}

fn main() {}
