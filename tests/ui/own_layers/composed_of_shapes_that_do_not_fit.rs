//! A composition whose second layer does not take what the first gives.

use netform::compose::Then;
use netform::prelude::*;

network! {
    struct Front: [8] -> [4] {
        Dense(4),
    }

    struct Back: [5] -> [2] {
        Dense(2),
    }

    struct Whole: [8] -> [2] {
        Then::<Front, Back>,
    }
}

fn main() {}
