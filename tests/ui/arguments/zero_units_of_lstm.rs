//! A recurrent layer without units.

use netform::prelude::*;

network! {
    struct Forecast: [24, 3] -> [1] {
        read: LSTM(0),
        Dense(1),
    }
}

fn main() {}
