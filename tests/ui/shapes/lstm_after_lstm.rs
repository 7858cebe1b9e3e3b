//! The first LSTM gives its last output alone.

use netform::prelude::*;

network! {
    struct Forecast: [24, 3] -> [1] {
        first: LSTM(16),
        second: LSTM(8),
        Dense(1),
    }
}

fn main() {}
