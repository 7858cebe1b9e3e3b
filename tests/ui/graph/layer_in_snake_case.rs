//! A layer as a function.

use netform::prelude::*;

network! {
    struct Mlp(x: [28, 28]) -> [10] {
        Dense(10)(flatten(x))
    }
}

fn main() {}
