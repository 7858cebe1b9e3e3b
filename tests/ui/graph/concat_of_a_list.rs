//! Keras's list of tensors.

use netform::prelude::*;

network! {
    struct Policy(image: [64], pose: [6]) -> [70] {
        concat([image, pose])
    }
}

fn main() {}
