//! Two values that need each other.

use netform::prelude::*;

network! {
    struct Loop(x: [8]) -> [8] {
        let a = Dense(8)(b);
        let b = Dense(8)(a);
        x + b
    }
}

fn main() {}
