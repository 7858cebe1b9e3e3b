//! A value that is to change.

use netform::prelude::*;

network! {
    struct Mlp(x: [784]) -> [10] {
        let mut h = Dense(64)(x);
        Dense(10)(h)
    }
}

fn main() {}
