//! One layer on inputs of two lengths.

use netform::prelude::*;

network! {
    struct Siamese(a: [32], b: [16]) -> [1] {
        let tower = Dense(8, activation = relu);
        Dense(1)(concat(tower(a), tower(b)))
    }
}

fn main() {}
