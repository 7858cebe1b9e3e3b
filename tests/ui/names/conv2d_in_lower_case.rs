//! PyTorch's spelling.

use netform::prelude::*;

network! {
    struct Cnn: [28, 28, 1] -> [26, 26, 8] {
        Conv2d(8, 3),
    }
}

fn main() {}
