//! A `return`, as in Python.

use netform::prelude::*;

network! {
    struct Mlp(x: [784]) -> [10] {
        let h = Dense(64)(x);
        return Dense(10)(h)
    }
}

fn main() {}
