//! A depthwise convolution of an image without its channels axis.

use netform::prelude::*;

network! {
    struct Cnn: [28, 28] -> [26, 26, 1] {
        conv: DepthwiseConv2D(3),
    }
}

fn main() {}
