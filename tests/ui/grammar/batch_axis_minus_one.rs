//! The batch axis, as in PyTorch's `view`.

use netform::prelude::*;

network! {
    struct Mlp: [-1, 784] -> [10] {
        Dense(10),
    }
}

fn main() {}
