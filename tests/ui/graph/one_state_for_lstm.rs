//! An LSTM begins with two states.

use netform::prelude::*;

network! {
    struct Forecast(x: [24, 3], h: [16]) -> [16] {
        LSTM(16)(x, initial_state = h)
    }
}

fn main() {}
