//! A sum of two shapes.

use netform::prelude::*;

network! {
    struct Residual(x: [16, 16, 3]) -> [10] {
        let a = Conv2D(8, 3, padding = same)(x);
        let b = Conv2D(8, 3, padding = same, strides = 2)(a);
        Dense(10)(Flatten()(a + b))
    }
}

fn main() {}
