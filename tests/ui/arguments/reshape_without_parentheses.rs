//! PyTorch's `view`.

use netform::prelude::*;

network! {
    struct Mlp: [784] -> [28, 28, 1] {
        Reshape(28, 28, 1),
    }
}

fn main() {}
