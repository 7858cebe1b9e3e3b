//! Strides of 0.

use netform::prelude::*;

network! {
    struct Cnn: [28, 28, 1] -> [26, 26, 8] {
        conv: Conv2D(8, 3, strides = 0),
    }
}

fn main() {}
