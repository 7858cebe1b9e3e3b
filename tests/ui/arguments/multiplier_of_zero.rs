//! A multiplier that leaves nothing.

use netform::prelude::*;

network! {
    struct Cnn: [28, 28, 3] -> [26, 26, 3] {
        conv: DepthwiseConv2D(3, depth_multiplier = 0),
    }
}

fn main() {}
