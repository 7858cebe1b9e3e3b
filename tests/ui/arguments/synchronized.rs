//! An argument for many machines.

use netform::prelude::*;

network! {
    struct Mlp: [16] -> [16] {
        BatchNormalization(synchronized = true),
    }
}

fn main() {}
