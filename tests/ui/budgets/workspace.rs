//! A larger workspace than the budget.

use netform::prelude::*;

network! {
    #[budget(weights = "1 MiB", workspace = "4 KiB")]
    struct Cnn: [28, 28, 1] -> [10] {
        conv: Conv2D(8, 3, activation = relu),
        pool: MaxPooling2D(2),
        Flatten,
        Dense(10),
    }
}

fn main() {}
