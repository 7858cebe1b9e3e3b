//! No input is declared.

use netform::prelude::*;

network! {
    struct Mlp {
        Dense(64),
        Dense(10),
    }
}

fn main() {}
