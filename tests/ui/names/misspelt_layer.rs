//! Two letters swapped.

use netform::prelude::*;

network! {
    struct Mlp: [784] -> [10] {
        hidden: Desne(64),
        Dense(10),
    }
}

fn main() {}
