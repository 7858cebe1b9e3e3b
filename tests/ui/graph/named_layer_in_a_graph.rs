//! A list's way to name a layer.

use netform::prelude::*;

network! {
    struct Mlp(x: [784]) -> [10] {
        hidden: Dense(64),
        Dense(10)(x)
    }
}

fn main() {}
