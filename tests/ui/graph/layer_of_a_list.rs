//! Keras's list of tensors.

use netform::prelude::*;

network! {
    struct Policy(a: [8], b: [8]) -> [8] {
        Add()([a, b])
    }
}

fn main() {}
