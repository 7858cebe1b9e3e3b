//! `trainable` by a constant.

use netform::prelude::*;

const TRAIN: bool = false;

network! {
    struct Mlp: [784] -> [10] {
        Dense(10, trainable = TRAIN),
    }
}

fn main() {}
