//! An axis in the numbering that counts the batch.

use netform::prelude::*;

network! {
    struct Policy(image: [64], pose: [6]) -> [70] {
        let both = Concatenate(axis = 2)(image, pose);
        both
    }
}

fn main() {}
