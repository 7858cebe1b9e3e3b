//! A layer where a value is expected.

use netform::prelude::*;

network! {
    struct Siamese(a: [32]) -> [8] {
        let tower = Dense(8);
        relu(tower)
    }
}

fn main() {}
