//! The rectifier's argument for the exponential unit.

use netform::prelude::*;

network! {
    struct Mlp: [784] -> [784] {
        ELU(negative_slope = 0.1),
    }
}

fn main() {}
