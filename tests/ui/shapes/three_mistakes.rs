//! Three mistakes give three errors.

use netform::prelude::*;

network! {
    struct Cnn: [28, 28, 1] -> [11] {
        flat: Flatten,
        conv: Conv2D(8, 3),
        pool: MaxPooling2D(2),
        drop: Dropout(1.5),
        rows: Flatten,
        head: Dense(10),
    }
}

fn main() {}
