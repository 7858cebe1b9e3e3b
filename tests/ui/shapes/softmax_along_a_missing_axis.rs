//! An axis in the numbering that counts the batch.

use netform::prelude::*;

network! {
    struct Mlp: [8, 10] -> [8, 10] {
        probabilities: Softmax(axis = 3),
    }
}

fn main() {}
