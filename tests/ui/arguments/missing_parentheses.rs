//! A layer that needs arguments has none.

use netform::prelude::*;

network! {
    struct Mlp: [784] -> [10] {
        Dense,
    }
}

fn main() {}
