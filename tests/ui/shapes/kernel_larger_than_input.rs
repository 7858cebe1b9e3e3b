//! A kernel larger than the image.

use netform::prelude::*;

network! {
    struct Cnn: [3, 9, 1] -> [10] {
        conv: Conv2D(8, 5),
        Flatten,
        Dense(10),
    }
}

fn main() {}
