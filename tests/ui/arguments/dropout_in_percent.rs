//! A rate in percent.

use netform::prelude::*;

network! {
    struct Mlp: [784] -> [784] {
        drop: Dropout(20),
    }
}

fn main() {}
