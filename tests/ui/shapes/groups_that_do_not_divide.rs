//! Groups that do not divide the channels.

use netform::prelude::*;

network! {
    struct Cnn: [28, 28, 3] -> [26, 26, 8] {
        conv: Conv2D(8, 3, groups = 2),
    }
}

fn main() {}
