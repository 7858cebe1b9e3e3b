//! A value that is bound further down.

use netform::prelude::*;

network! {
    struct Mlp(x: [784]) -> [10] {
        let y = Dense(10)(h);
        let h = Dense(64)(x);
        y + Dense(10)(h)
    }
}

fn main() {}
