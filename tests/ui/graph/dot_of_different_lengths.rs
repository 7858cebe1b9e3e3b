//! A product of vectors of two lengths.

use netform::prelude::*;

network! {
    struct Similarity(a: [10], b: [12]) -> [1] {
        let similarity = Dot(axes = 1)(a, b);
        similarity
    }
}

fn main() {}
