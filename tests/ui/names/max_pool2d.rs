//! PyTorch's spelling.

use netform::prelude::*;

network! {
    struct Cnn: [28, 28, 1] -> [14, 14, 1] {
        MaxPool2d(2),
    }
}

fn main() {}
