//! A size without its unit.

use netform::prelude::*;

network! {
    #[budget(weights = "64 K")]
    struct Mlp: [4] -> [2] {
        Dense(2),
    }
}

fn main() {}
