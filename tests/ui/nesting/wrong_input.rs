//! An image into a network that takes features.

use netform::prelude::*;

network! {
    struct Encoder: [784] -> [32] {
        Dense(32, activation = relu),
    }
}

network! {
    struct Classifier: [28, 28, 1] -> [10] {
        encoder: Encoder,
        Dense(10, activation = softmax),
    }
}

fn main() {}
