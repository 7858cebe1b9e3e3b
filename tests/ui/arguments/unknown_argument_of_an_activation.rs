//! An argument that the activation does not have.

use netform::prelude::*;

network! {
    struct Mlp: [784] -> [10] {
        Dense(10, activation = elu(beta = 1.0)),
    }
}

fn main() {}
