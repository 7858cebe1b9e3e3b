//! `stride` for `strides`.

use netform::prelude::*;

network! {
    struct Cnn: [28, 28, 1] -> [13, 13, 8] {
        Conv2D(8, 3, stride = 2),
    }
}

fn main() {}
