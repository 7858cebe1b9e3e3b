//! Layers as statements.

use netform::prelude::*;

network! {
    struct Mlp: [784] -> [10] {
        Dense(64, activation = relu);
        Dense(10);
    }
}

fn main() {}
