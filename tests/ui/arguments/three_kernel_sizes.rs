//! Three sizes for two axes.

use netform::prelude::*;

network! {
    struct Cnn: [28, 28, 1] -> [26, 26, 8] {
        Conv2D(8, (3, 3, 1)),
    }
}

fn main() {}
