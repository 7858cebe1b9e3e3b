//! A path, as in PyTorch and TensorFlow.

use netform::prelude::*;

network! {
    struct Mlp(x: [784]) -> [10] {
        Dense(10)(nn::relu(x))
    }
}

fn main() {}
