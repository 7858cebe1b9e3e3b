//! The output's shape of another network where a size is expected.

use netform::prelude::*;

network! {
    struct Encoder: [8] -> [4] {
        Dense(4),
    }

    struct Head: [Encoder::OUTPUT] -> [2] {
        Dense(2),
    }
}

fn main() {}
