//! A dilated kernel that is longer than what the layer before leaves.

use netform::prelude::*;

network! {
    struct Wave: [16, 2] -> [3, 4] {
        first: Conv1D(4, 5, strides = 2),
        second: Conv1D(4, 3, dilation_rate = 4),
    }
}

fn main() {}
