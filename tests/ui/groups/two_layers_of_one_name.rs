//! Two layers of one name in a group.

use netform::prelude::*;

network! {
    struct Cnn: [28, 28, 1] -> [10] {
        tower: (conv: Conv2D(8, 3), conv: Conv2D(8, 3), Flatten),
        Dense(10),
    }
}

fn main() {}
