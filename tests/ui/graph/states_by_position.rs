//! States without their name.

use netform::prelude::*;

network! {
    struct Forecast(x: [24, 3], h: [16], c: [16]) -> [16] {
        LSTM(16)(x, h, c)
    }
}

fn main() {}
