//! Global pooling after Flatten.

use netform::prelude::*;

network! {
    struct Cnn: [28, 28, 8] -> [10] {
        flat: Flatten,
        pool: GlobalAveragePooling2D,
        Dense(10),
    }
}

fn main() {}
