//! Global pooling of images for a sequence.

use netform::prelude::*;

network! {
    struct Text: [100, 16] -> [16] {
        pool: GlobalMaxPooling2D,
    }
}

fn main() {}
