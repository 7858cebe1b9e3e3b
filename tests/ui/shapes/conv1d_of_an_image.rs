//! A convolution over sequences on an image.

use netform::prelude::*;

network! {
    struct Cnn: [28, 28, 1] -> [10] {
        conv: Conv1D(8, 3),
        Flatten,
        Dense(10),
    }
}

fn main() {}
