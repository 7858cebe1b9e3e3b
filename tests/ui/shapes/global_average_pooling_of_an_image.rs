//! Global pooling of sequences for an image.

use netform::prelude::*;

network! {
    struct Cnn: [28, 28, 8] -> [8] {
        pool: GlobalAveragePooling1D,
    }
}

fn main() {}
