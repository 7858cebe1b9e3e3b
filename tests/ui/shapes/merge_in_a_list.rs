//! A merge layer in a list.

use netform::prelude::*;

network! {
    struct Mlp: [784] -> [784] {
        sum: Add,
    }
}

fn main() {}
