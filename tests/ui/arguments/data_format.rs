//! Keras's `data_format`.

use netform::prelude::*;

network! {
    struct Cnn: [28, 28, 1] -> [26, 26, 8] {
        Conv2D(8, 3, data_format = "channels_last"),
    }
}

fn main() {}
