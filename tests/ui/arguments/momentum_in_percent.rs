//! A momentum in percent.

use netform::prelude::*;

network! {
    struct Mlp: [16] -> [16] {
        norm: BatchNormalization(momentum = 99),
    }
}

fn main() {}
