//! A layer applied to nothing.

use netform::prelude::*;

network! {
    struct Siamese(a: [32]) -> [8] {
        let tower = Dense(8);
        tower() + tower(a)
    }
}

fn main() {}
