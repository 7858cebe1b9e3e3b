//! A slope below 0.

use netform::prelude::*;

network! {
    struct Mlp: [784] -> [784] {
        rectify: LeakyReLU(negative_slope = -0.1),
    }
}

fn main() {}
