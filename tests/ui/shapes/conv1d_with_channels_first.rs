//! A signal with its channels first, as elsewhere.

use netform::prelude::*;

network! {
    struct Wave: [2, 100] -> [96, 4] {
        conv: Conv1D(4, 5),
    }
}

fn main() {}
