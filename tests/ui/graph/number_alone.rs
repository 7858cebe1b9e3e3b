//! A number where a value is expected.

use netform::prelude::*;

network! {
    struct Constant(x: [8]) -> [8] {
        Dense(8)(1.0)
    }
}

fn main() {}
