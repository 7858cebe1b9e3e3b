//! An operator that tensors do not have.

use netform::prelude::*;

network! {
    struct Not(x: [8]) -> [8] {
        !x
    }
}

fn main() {}
