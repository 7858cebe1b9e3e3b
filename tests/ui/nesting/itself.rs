//! A network that is a layer of itself.

use netform::prelude::*;

network! {
    struct Recursive: [4] -> [4] {
        inner: Recursive,
        Dense(4),
    }
}

fn main() {}
