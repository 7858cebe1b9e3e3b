//! A convolution after Flatten.

use netform::prelude::*;

network! {
    struct Cnn: [28, 28, 1] -> [10] {
        Flatten,
        conv: Conv2D(8, 3),
        Dense(10),
    }
}

fn main() {}
