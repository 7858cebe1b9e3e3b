//! An attribute on a layer.

use netform::prelude::*;

network! {
    struct Mlp: [784] -> [10] {
        #[cfg(debug_assertions)]
        Dense(64),
        Dense(10),
    }
}

fn main() {}
