//! PyTorch's name for `Dense`.

use netform::prelude::*;

network! {
    struct Mlp: [784] -> [10] {
        Linear(10),
    }
}

fn main() {}
