//! PyTorch's name for `he_normal`.

use netform::prelude::*;

network! {
    struct Mlp: [784] -> [10] {
        Dense(10, kernel_initializer = kaiming_normal),
    }
}

fn main() {}
