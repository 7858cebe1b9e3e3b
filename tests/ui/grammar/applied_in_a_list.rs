//! The functional API in a list.

use netform::prelude::*;

network! {
    struct Mlp: [784] -> [10] {
        hidden: Dense(64)(x),
        Dense(10),
    }
}

fn main() {}
