//! An axis that cannot be computed.

use netform::prelude::*;

network! {
    struct Decoder: [100] -> [8, 13] {
        steps: Reshape((8, -1)),
    }
}

fn main() {}
