//! A number type that netform does not compute in.

use netform::prelude::*;

network! {
    #[scalar(f16)]
    struct Mlp: [784] -> [10] {
        Dense(10),
    }
}

fn main() {}
