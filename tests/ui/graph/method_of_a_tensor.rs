//! A method, as in PyTorch.

use netform::prelude::*;

network! {
    struct Mlp(x: [784]) -> [10] {
        let h = Dense(64)(x).relu();
        Dense(10)(h)
    }
}

fn main() {}
