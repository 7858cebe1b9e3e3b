//! Strides beside dilation.

use netform::prelude::*;

network! {
    struct Cnn: [28, 28, 1] -> [12, 12, 8] {
        conv: Conv2D(8, 3, strides = 2, dilation_rate = 2),
    }
}

fn main() {}
