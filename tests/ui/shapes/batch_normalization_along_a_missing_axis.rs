//! The axis of channels-first images with a batch axis, of a vector.

use netform::prelude::*;

network! {
    struct Mlp: [16] -> [16] {
        norm: BatchNormalization(axis = 3),
    }
}

fn main() {}
