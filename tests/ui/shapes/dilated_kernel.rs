//! A dilated kernel larger than the image.

use netform::prelude::*;

network! {
    struct Cnn: [8, 8, 1] -> [10] {
        conv: Conv2D(8, 3, dilation_rate = 4),
        Flatten,
        Dense(10),
    }
}

fn main() {}
