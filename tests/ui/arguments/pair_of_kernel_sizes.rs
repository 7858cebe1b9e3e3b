//! Two kernel sizes where there is one axis.

use netform::prelude::*;

network! {
    struct Wave: [100, 2] -> [98, 4] {
        Conv1D(4, (3, 1)),
    }
}

fn main() {}
