//! A layer of one output that is bound to two names.

use netform::prelude::*;

network! {
    struct Mlp(x: [784]) -> [10] {
        let (h, c) = Dense(64)(x);
        Dense(10)(h + c)
    }
}

fn main() {}
