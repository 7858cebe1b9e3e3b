//! A misspelt layer in a group.

use netform::prelude::*;

network! {
    struct Cnn: [28, 28, 1] -> [10] {
        tower: (Conv2d(8, 3), Flatten),
        Dense(10),
    }
}

fn main() {}
