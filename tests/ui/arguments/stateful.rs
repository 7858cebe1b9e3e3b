//! Keras's `stateful`.

use netform::prelude::*;

network! {
    struct Forecast: [24, 3] -> [16] {
        LSTM(16, stateful = true),
    }
}

fn main() {}
