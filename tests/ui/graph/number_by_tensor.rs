//! A number divided by a tensor.

use netform::prelude::*;

network! {
    struct Inverse(x: [8]) -> [8] {
        1.0 / x
    }
}

fn main() {}
