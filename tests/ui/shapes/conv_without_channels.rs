//! An image without its channels axis.

use netform::prelude::*;

network! {
    struct Cnn: [28, 28] -> [26, 26, 8] {
        conv: Conv2D(8, 3),
    }
}

fn main() {}
