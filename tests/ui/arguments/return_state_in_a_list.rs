//! A list passes one value on.

use netform::prelude::*;

network! {
    struct Forecast: [24, 3] -> [1] {
        read: LSTM(16, return_state = true),
        Dense(1),
    }
}

fn main() {}
