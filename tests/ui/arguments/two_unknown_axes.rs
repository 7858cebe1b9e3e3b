//! Two axes that are to be computed.

use netform::prelude::*;

network! {
    struct Mlp: [784] -> [28, 28, 1] {
        Reshape((-1, 28, -1)),
    }
}

fn main() {}
