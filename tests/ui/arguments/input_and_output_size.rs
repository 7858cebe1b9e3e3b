//! PyTorch's `Linear(in, out)`.

use netform::prelude::*;

network! {
    struct Mlp: [784] -> [10] {
        Dense(784, 10),
    }
}

fn main() {}
