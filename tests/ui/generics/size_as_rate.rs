//! A generic network's size where a number is.

use netform::prelude::*;

network! {
    struct Mlp<const P: usize>: [4] -> [2] {
        hidden: Dense(8),
        Dropout(P / 10),
        Dense(2),
    }
}

fn main() {}
