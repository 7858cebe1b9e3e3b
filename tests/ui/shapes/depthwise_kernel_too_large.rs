//! A depthwise kernel that is larger than what pooling leaves.

use netform::prelude::*;

network! {
    struct Cnn: [8, 8, 4] -> [1, 1, 4] {
        pool: MaxPooling2D(2),
        conv: DepthwiseConv2D(5),
    }
}

fn main() {}
