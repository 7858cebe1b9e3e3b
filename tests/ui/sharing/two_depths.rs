//! One convolution on images of two depths.

use netform::prelude::*;

network! {
    struct Siamese(grey: [16, 16, 1], colour: [16, 16, 3]) -> [1] {
        let tower = Conv2D(8, 3, activation = relu);
        let a = tower(grey);
        let b = tower(colour);
        Dense(1)(Flatten()(concat(a, b)))
    }
}

fn main() {}
