//! An image with a batch axis.

use netform::prelude::*;

network! {
    struct Cnn: [32, 28, 28, 1] -> [26, 26, 8] {
        conv: Conv2D(8, 3),
    }
}

fn main() {}
