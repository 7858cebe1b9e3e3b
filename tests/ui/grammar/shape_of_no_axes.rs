//! A scalar as `[]`.

use netform::prelude::*;

network! {
    struct Mlp: [4] -> [] {
        Dense(1),
    }
}

fn main() {}
