//! A number type as a parameter.

use netform::prelude::*;

network! {
    struct Mlp<T>: [4] -> [2] {
        Dense(2),
    }
}

fn main() {}
