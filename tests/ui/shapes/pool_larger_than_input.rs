//! A pool larger than the image.

use netform::prelude::*;

network! {
    struct Cnn: [2, 2, 8] -> [8] {
        pool: AveragePooling2D(7),
        Flatten,
    }
}

fn main() {}
