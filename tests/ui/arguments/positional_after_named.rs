//! An argument without a name after one with a name.

use netform::prelude::*;

network! {
    struct Mlp: [784] -> [10] {
        Dense(units = 10, relu),
    }
}

fn main() {}
