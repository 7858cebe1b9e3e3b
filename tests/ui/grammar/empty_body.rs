//! No layers.

use netform::prelude::*;

network! {
    struct Identity: [4] -> [4] {
    }
}

fn main() {}
