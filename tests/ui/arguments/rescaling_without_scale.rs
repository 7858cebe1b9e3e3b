//! Rescaling by nothing.

use netform::prelude::*;

network! {
    struct Mlp: [784] -> [784] {
        Rescaling(offset = -1.0),
    }
}

fn main() {}
