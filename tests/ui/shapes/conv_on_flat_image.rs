//! An image as a row of pixels.

use netform::prelude::*;

network! {
    struct Cnn: [784] -> [26, 26, 8] {
        conv: Conv2D(8, 3),
    }
}

fn main() {}
