//! A value bound to `_`.

use netform::prelude::*;

network! {
    struct Mlp(x: [784]) -> [10] {
        let _ = Dense(32)(x);
        Dense(10)(x)
    }
}

fn main() {}
