//! A half-typed line.

use netform::prelude::*;

network! {
    struct Mlp: [784] -> [10] {
        hidden: ,
        Dense(10),
    }
}

fn main() {}
