//! PyTorch's `Conv2d(in, out, kernel)`.

use netform::prelude::*;

network! {
    struct Cnn: [28, 28, 1] -> [26, 26, 32] {
        conv: Conv2D(1, 32, 3),
    }
}

fn main() {}
