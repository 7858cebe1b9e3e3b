//! A batch axis in the output.

use netform::prelude::*;

network! {
    struct Mlp: [784] -> [1, 10] {
        Dense(10),
    }
}

fn main() {}
