//! A value that nothing reads.

use netform::prelude::*;

network! {
    struct Mlp(x: [784]) -> [10] {
        let h = Dense(64)(x);
        let side = Dense(32)(h);
        Dense(10)(h)
    }
}

fn main() {}
