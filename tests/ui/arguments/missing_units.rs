//! Dense without its units.

use netform::prelude::*;

network! {
    struct Mlp: [784] -> [10] {
        head: Dense(activation = softmax),
    }
}

fn main() {}
