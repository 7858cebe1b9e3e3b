//! A difference of three values.

use netform::prelude::*;

network! {
    struct Difference(a: [10], b: [10], c: [10]) -> [10] {
        Subtract()(a, b, c)
    }
}

fn main() {}
