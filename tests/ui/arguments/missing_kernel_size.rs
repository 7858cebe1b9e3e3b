//! Conv2D without its kernel size.

use netform::prelude::*;

network! {
    struct Cnn: [28, 28, 1] -> [26, 26, 8] {
        Conv2D(8),
    }
}

fn main() {}
