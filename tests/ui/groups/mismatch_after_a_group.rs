//! A layer that does not fit what the group gives.

use netform::prelude::*;

network! {
    struct Cnn: [28, 28, 1] -> [10] {
        tower: (Conv2D(8, 3), Flatten),
        pool: MaxPooling2D(2),
        Flatten,
        Dense(10),
    }
}

fn main() {}
