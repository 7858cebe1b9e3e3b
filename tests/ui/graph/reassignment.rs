//! A value that is assigned again, as in Python.

use netform::prelude::*;

network! {
    struct Mlp(x: [784]) -> [10] {
        x = Dense(64)(x);
        Dense(10)(x)
    }
}

fn main() {}
