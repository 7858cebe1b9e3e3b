//! A value with a type.

use netform::prelude::*;

network! {
    struct Mlp(x: [784]) -> [10] {
        let h: Tensor = Dense(64)(x);
        Dense(10)(h)
    }
}

fn main() {}
