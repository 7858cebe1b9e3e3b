//! Two layers of one name.

use netform::prelude::*;

network! {
    struct Mlp: [784] -> [10] {
        hidden: Dense(64),
        hidden: Dense(32),
        Dense(10),
    }
}

fn main() {}
