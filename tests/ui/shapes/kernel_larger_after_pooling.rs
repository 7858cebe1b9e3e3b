//! A stack of layers that leaves too little.

use netform::prelude::*;

network! {
    struct Cnn: [12, 12, 1] -> [10] {
        Conv2D(8, 3),
        pool: MaxPooling2D(4),
        deep: Conv2D(16, 3),
        Flatten,
        Dense(10),
    }
}

fn main() {}
