//! More arguments than there are.

use netform::prelude::*;

network! {
    struct Mlp: [784] -> [784] {
        Dropout(0.5, None, 7, true),
    }
}

fn main() {}
