//! A generic network whose size is no `usize`.

use netform::prelude::*;

network! {
    struct Mlp<const H: u32>: [4] -> [2] {
        hidden: Dense(H),
        Dense(2),
    }
}

fn main() {}
