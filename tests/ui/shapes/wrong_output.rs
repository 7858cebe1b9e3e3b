//! The last layer gives another number than declared.

use netform::prelude::*;

network! {
    struct Mlp: [784] -> [10] {
        hidden: Dense(64, activation = relu),
        head: Dense(9, activation = softmax),
    }
}

fn main() {}
