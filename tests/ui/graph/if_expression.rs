//! A branch.

use netform::prelude::*;

const DEEP: bool = true;

network! {
    struct Mlp(x: [784]) -> [10] {
        let h = if DEEP { Dense(64)(x) } else { x };
        Dense(10)(h)
    }
}

fn main() {}
