//! An input that nothing reads.

use netform::prelude::*;

network! {
    struct Policy(image: [64], pose: [6]) -> [4] {
        Dense(4)(image)
    }
}

fn main() {}
