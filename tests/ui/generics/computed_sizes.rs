//! A layer that computes sizes, in a generic network.

use netform::prelude::*;

network! {
    struct Cnn<const F: usize>: [28, 28, 1] -> [10] {
        conv: Conv2D(F, 3, activation = relu),
        Flatten,
        Dense(10),
    }
}

fn main() {}
