//! A tensor that is applied.

use netform::prelude::*;

network! {
    struct Mlp(x: [784]) -> [10] {
        let h = Dense(64)(x);
        let y = h(x);
        Dense(10)(y)
    }
}

fn main() {}
