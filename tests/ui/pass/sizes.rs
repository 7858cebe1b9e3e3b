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

network! {
    struct Strided: [2 * Cnn::INPUT[0], config::Image::SIDE, 1] -> [After::OUTPUT[0]] {
        conv: Conv2D(STRIDES * 3, (config::halved(6), 1 + 2), strides = (STRIDES, STRIDES - 1), padding = same),
        dilated: Conv2D(STRIDES, STRIDES, dilation_rate = STRIDES),
        MaxPooling2D((STRIDES, config::halved(4)), strides = STRIDES),
        ZeroPadding2D((config::halved(2), STRIDES - 1)),
        LeakyReLU(negative_slope = RATE / 2.5),
        Flatten,
        Dropout(2.0 * RATE, seed = 2 * SEED),
        units: Dense(Cnn::OUTPUT[0] + Cnn::INPUT[0], kernel_initializer = variance_scaling(scale = RATE, seed = SEED)),
        Dense(After::OUTPUT[0]),
    }
}

fn main() {
    assert_eq!(Cnn::OUTPUT, [10]);
    let net = Strided::new(1);
    assert_eq!((net.conv.kernel.len(), net.dilated.kernel.len()), (3 * 3 * 6, 2 * 2 * 6 * 2));
    assert_eq!(net.units.bias.len(), 22);
    assert_eq!(After::INPUT, [10]);
}
