//! Features without steps.

use netform::prelude::*;

network! {
    struct Forecast: [12] -> [1] {
        dense: Dense(8),
        LSTM(4),
        Dense(1),
    }
}

fn main() {}
