//! Arguments for a network, whose sizes are its own.

use netform::prelude::*;

network! {
    struct Encoder: [8] -> [4] {
        Dense(4),
    }
}

network! {
    struct Outer: [8] -> [2] {
        Encoder(4),
        Dense(2),
    }
}

fn main() {}
