//! A Flatten is missing before the last Dense.

use netform::prelude::*;

network! {
    struct Cnn: [28, 28, 1] -> [10] {
        conv: Conv2D(8, 3, activation = relu),
        MaxPooling2D(2),
        head: Dense(10, activation = softmax),
    }
}

fn main() {}
