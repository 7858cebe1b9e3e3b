//! Sizes as literals, constants, paths, calls of const functions, blocks and generic expressions.
#![deny(warnings)]

use netform::prelude::*;

mod config {
    pub const HIDDEN: usize = 8;

    pub struct Image;

    impl Image {
        pub const SIDE: usize = 12;
    }

    pub const fn halved(size: usize) -> usize {
        size / 2
    }
}

const RATE: f64 = 0.25;
const WHOLE_RATE: f32 = 0.5;
const STRIDES: usize = 2;
const AXIS: isize = -1;
const BIAS: bool = false;
const SEED: usize = 9;

network! {
    struct Cnn: [config::Image::SIDE, config::Image::SIDE, 0x1] -> [{ config::HIDDEN + 2 }] {
        Conv2D(config::halved(config::HIDDEN), 1 + 2, strides = STRIDES, use_bias = BIAS),
        Dropout(RATE, seed = SEED),
        Dropout(WHOLE_RATE),
        Reshape((25_usize as isize, config::HIDDEN as isize / 2)),
        Softmax(axis = AXIS),
        Flatten,
        Dense({
            let twice = config::HIDDEN * 2;
            twice / 2
        }),
        Dense(if BIAS { 1 } else { 10 },),
    }
}

network! {
    struct After: [Cnn::OUTPUT[0]] -> [1] {
        Dense(1),
    }
}

fn main() {
    assert_eq!(Cnn::OUTPUT, [10]);
    assert_eq!(After::INPUT, [10]);
}
