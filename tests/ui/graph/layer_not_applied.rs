//! A layer that is applied to nothing.

use netform::prelude::*;

network! {
    struct Mlp(x: [784]) -> [10] {
        let h = Dense(64)(x);
        Dense(10)
    }
}

fn main() {}
