//! A semicolon after the last expression.

use netform::prelude::*;

network! {
    struct Mlp(x: [784]) -> [10] {
        let h = Dense(64)(x);
        Dense(10)(h);
    }
}

fn main() {}
