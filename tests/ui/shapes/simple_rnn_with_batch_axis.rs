//! A batch axis before the steps.

use netform::prelude::*;

network! {
    struct Forecast: [32, 24, 3] -> [1] {
        read: SimpleRNN(16),
        Dense(1),
    }
}

fn main() {}
