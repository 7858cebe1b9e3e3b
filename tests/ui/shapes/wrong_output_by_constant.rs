//! The declared output is a constant.

use netform::prelude::*;

const CLASSES: usize = 26;

network! {
    struct Mlp: [784] -> [CLASSES] {
        hidden: Dense(64, activation = relu),
        head: Dense(10, activation = softmax),
    }
}

fn main() {}
