//! A value that has the name of an operation.

use netform::prelude::*;

network! {
    struct Mlp(x: [784]) -> [10] {
        let relu = ReLU()(x);
        Dense(10)(relu(relu))
    }
}

fn main() {}
