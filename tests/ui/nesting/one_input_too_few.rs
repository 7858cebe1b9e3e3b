//! One input for a network of two.

use netform::prelude::*;

network! {
    struct Join(a: [4], b: [4]) -> [4] {
        a + b
    }
}

network! {
    struct Outer(x: [4]) -> [2] {
        let joined = Join()(x);
        Dense(2)(joined)
    }
}

fn main() {}
