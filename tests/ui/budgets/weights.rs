//! More weights than the budget.

use netform::prelude::*;

network! {
    #[budget(weights = "64 KiB")]
    struct Mlp: [784] -> [10] {
        first: Dense(64, activation = relu),
        second: Dense(32, activation = relu),
        Dense(10, activation = softmax),
    }
}

fn main() {}
