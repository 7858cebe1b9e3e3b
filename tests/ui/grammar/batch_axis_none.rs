//! The batch axis, as Keras prints it.

use netform::prelude::*;

network! {
    struct Mlp: [None, 784] -> [10] {
        Dense(10),
    }
}

fn main() {}
