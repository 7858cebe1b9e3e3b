//! A signal without its channels axis.

use netform::prelude::*;

network! {
    struct Wave: [100] -> [98, 4] {
        conv: Conv1D(4, 3),
    }
}

fn main() {}
