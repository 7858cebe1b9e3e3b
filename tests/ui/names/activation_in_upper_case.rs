//! An activation as a type.

use netform::prelude::*;

network! {
    struct Mlp: [784] -> [10] {
        Dense(10, activation = ReLU),
    }
}

fn main() {}
