//! An image where a sequence is expected.

use netform::prelude::*;

network! {
    struct Digits: [28, 28, 1] -> [10] {
        conv: Conv2D(8, 3),
        read: GRU(16),
        Dense(10),
    }
}

fn main() {}
