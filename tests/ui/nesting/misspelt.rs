//! The name of another network has a typo.

use netform::prelude::*;

network! {
    struct Encoder: [8] -> [4] {
        Dense(4),
    }

    struct Classifier: [8] -> [2] {
        encoder: Encodr,
        Dense(2),
    }
}

fn main() {}
