//! No output is declared.

use netform::prelude::*;

network! {
    struct Mlp: [784] {
        Dense(10),
    }
}

fn main() {}
