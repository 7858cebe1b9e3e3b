//! An LSTM has two states.

use netform::prelude::*;

network! {
    struct Forecast(x: [24, 3]) -> [16] {
        let (y, h) = LSTM(16, return_state = true)(x);
        y + h
    }
}

fn main() {}
