//! A Reshape that would lose elements.

use netform::prelude::*;

network! {
    struct Decoder: [7, 7, 4] -> [14, 14, 2] {
        image: Reshape((14, 14, 2)),
    }
}

fn main() {}
