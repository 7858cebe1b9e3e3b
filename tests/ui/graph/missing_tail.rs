//! The last line binds a value, and nothing is given.

use netform::prelude::*;

network! {
    struct Mlp(x: [784]) -> [10] {
        let h = Dense(64)(x);
        let y = Dense(10)(h);
    }
}

fn main() {}
