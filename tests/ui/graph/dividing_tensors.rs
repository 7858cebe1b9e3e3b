//! A tensor divided by another.

use netform::prelude::*;

network! {
    struct Ratio(a: [8], b: [8]) -> [8] {
        a / b
    }
}

fn main() {}
