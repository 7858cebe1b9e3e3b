//! The networks of the workloads.

use netform::prelude::*;

network! {
    /// W1, W4b and W5b: digits by dense layers.
    pub struct Mlp: [784] -> [10] {
        Dense(128, activation = relu),
        Dense(64, activation = relu),
        Dense(10, activation = softmax),
    }
}

network! {
    /// W1: the tutorial's model.
    pub struct Churn: [100] -> [1] {
        Dense(64, activation = relu),
        Dense(1, activation = sigmoid),
    }
}

network! {
    /// W2, W4c and W5c: digits by convolutions.
    pub struct Cnn: [28, 28, 1] -> [10] {
        Conv2D(8, 3, activation = relu),
        MaxPooling2D(2),
        Conv2D(16, 3, activation = relu),
        MaxPooling2D(2),
        Flatten,
        Dense(64, activation = relu),
        Dense(10, activation = softmax),
    }
}

network! {
    /// W4a: a controller.
    pub struct Tiny: [4] -> [3] {
        Dense(16, activation = relu),
        Dense(16, activation = relu),
        Dense(3),
    }
}
