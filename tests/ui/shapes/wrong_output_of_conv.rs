//! The declared output forgets that a valid kernel shrinks the image.

use netform::prelude::*;

network! {
    struct Cnn: [28, 28, 1] -> [28, 28, 8] {
        conv: Conv2D(8, 3),
    }
}

fn main() {}
