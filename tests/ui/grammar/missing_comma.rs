//! Two layers without a comma between them.

use netform::prelude::*;

network! {
    struct Mlp: [784] -> [10] {
        hidden: Dense(64, activation = relu)
        Dense(10)
    }
}

fn main() {}
