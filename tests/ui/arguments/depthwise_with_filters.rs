//! The number of filters, which follows from the channels.

use netform::prelude::*;

network! {
    struct Cnn: [28, 28, 3] -> [26, 26, 3] {
        DepthwiseConv2D(3, filters = 3),
    }
}

fn main() {}
