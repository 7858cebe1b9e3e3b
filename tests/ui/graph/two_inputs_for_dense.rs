//! A layer of one input with two.

use netform::prelude::*;

network! {
    struct Policy(image: [64], pose: [6]) -> [4] {
        let head = Dense(4)(image, pose);
        head
    }
}

fn main() {}
