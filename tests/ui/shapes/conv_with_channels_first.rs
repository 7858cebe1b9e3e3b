//! PyTorch's order of axes.

use netform::prelude::*;

network! {
    struct Cnn: [1, 28, 28] -> [26, 26, 8] {
        conv: Conv2D(8, 3),
    }
}

fn main() {}
