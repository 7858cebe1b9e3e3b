//! No semicolon after a `let`.

use netform::prelude::*;

network! {
    struct Mlp(x: [784]) -> [10] {
        let h = Dense(64)(x)
        Dense(10)(h)
    }
}

fn main() {}
