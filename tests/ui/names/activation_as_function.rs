//! An activation as an item of a list.

use netform::prelude::*;

network! {
    struct Mlp: [784] -> [10] {
        Dense(10),
        relu,
    }
}

fn main() {}
