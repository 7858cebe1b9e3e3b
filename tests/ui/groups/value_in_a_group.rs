//! A value among layers.

use netform::prelude::*;

network! {
    struct Mlp(x: [784]) -> [10] {
        let h = Dense(64)(x);
        (Dense(32), h, Dense(10))(x)
    }
}

fn main() {}
