//! A generic network as a layer, without its sizes.

use netform::prelude::*;

network! {
    struct Mlp<const H: usize>: [8] -> [4] {
        Dense(H),
        Dense(4),
    }

    struct Classifier: [8] -> [2] {
        mlp: Mlp,
        Dense(2),
    }
}

fn main() {}
