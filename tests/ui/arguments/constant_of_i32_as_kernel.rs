//! A constant of the wrong type as a pair of sizes.

use netform::prelude::*;

const KERNEL: i32 = 3;

network! {
    struct Cnn: [28, 28, 1] -> [26, 26, 8] {
        Conv2D(8, KERNEL),
    }
}

fn main() {}
