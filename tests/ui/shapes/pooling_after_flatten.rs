//! A pooling layer after Flatten.

use netform::prelude::*;

network! {
    struct Cnn: [28, 28, 1] -> [10] {
        flat: Flatten,
        pool: MaxPooling2D(2),
        Dense(10),
    }
}

fn main() {}
