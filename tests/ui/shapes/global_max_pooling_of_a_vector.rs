//! Global pooling of a vector.

use netform::prelude::*;

network! {
    struct Mlp: [784] -> [10] {
        hidden: Dense(64),
        pool: GlobalMaxPooling1D,
        Dense(10),
    }
}

fn main() {}
