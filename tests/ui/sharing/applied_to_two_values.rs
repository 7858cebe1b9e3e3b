//! A shared layer with both inputs at once.

use netform::prelude::*;

network! {
    struct Siamese(a: [32], b: [32]) -> [8] {
        let tower = Dense(8);
        tower(a, b)
    }
}

fn main() {}
