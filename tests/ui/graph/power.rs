//! An operator that tensors do not have.

use netform::prelude::*;

network! {
    struct Square(x: [8]) -> [8] {
        x ^ 2.0
    }
}

fn main() {}
