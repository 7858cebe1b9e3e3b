//! The output's shape of another network as the number of units.

use netform::prelude::*;

network! {
    struct Encoder: [8] -> [4] {
        Dense(4),
    }

    struct Decoder: [4] -> [8] {
        Dense(Encoder::OUTPUT, activation = relu),
        Dense(8),
    }
}

fn main() {}
