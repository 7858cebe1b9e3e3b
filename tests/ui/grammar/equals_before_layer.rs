//! A layer's name before `=`, as in Python.

use netform::prelude::*;

network! {
    struct Mlp: [784] -> [10] {
        hidden = Dense(64),
        Dense(10),
    }
}

fn main() {}
