//! A merge of one value.

use netform::prelude::*;

network! {
    struct Policy(image: [64]) -> [64] {
        concat(image)
    }
}

fn main() {}
