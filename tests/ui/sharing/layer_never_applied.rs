//! A layer that is bound and never applied.

use netform::prelude::*;

network! {
    struct Siamese(a: [32]) -> [8] {
        let tower = Dense(8);
        Dense(8)(a)
    }
}

fn main() {}
