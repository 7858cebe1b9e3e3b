//! A rectifier that ends below 0.

use netform::prelude::*;

network! {
    struct Mlp: [784] -> [784] {
        rectify: ReLU(max_value = -1),
    }
}

fn main() {}
