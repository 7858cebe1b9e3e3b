//! Flatten with a size.

use netform::prelude::*;

network! {
    struct Mlp: [28, 28] -> [784] {
        Flatten(784),
    }
}

fn main() {}
