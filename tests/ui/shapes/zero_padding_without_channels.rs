//! Padding of an image without its channels axis.

use netform::prelude::*;

network! {
    struct Cnn: [28, 28] -> [30, 30, 1] {
        pad: ZeroPadding2D(1),
    }
}

fn main() {}
