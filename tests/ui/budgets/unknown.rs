//! A budget of something else.

use netform::prelude::*;

network! {
    #[budget(flash = "64 KiB")]
    struct Mlp: [4] -> [2] {
        Dense(2),
    }
}

fn main() {}
