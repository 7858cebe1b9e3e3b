//! An activation as a class that is not there.

use netform::prelude::*;

network! {
    struct Mlp: [784] -> [10] {
        Dense(10),
        Sigmoid,
    }
}

fn main() {}
