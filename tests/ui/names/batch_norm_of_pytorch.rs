//! The name and the size that PyTorch has.

use netform::prelude::*;

network! {
    struct Cnn: [8, 8, 3] -> [8, 8, 3] {
        BatchNorm2d(3),
    }
}

fn main() {}
