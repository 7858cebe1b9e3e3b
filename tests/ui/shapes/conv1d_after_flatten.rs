//! A convolution after the steps are gone.

use netform::prelude::*;

network! {
    struct Wave: [100, 2] -> [98, 4] {
        Flatten,
        conv: Conv1D(4, 3),
    }
}

fn main() {}
