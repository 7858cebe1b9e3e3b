//! A layer as a function.

use netform::prelude::*;

network! {
    struct Mlp: [784] -> [10] {
        dense(10),
    }
}

fn main() {}
