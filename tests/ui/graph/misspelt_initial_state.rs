//! A misspelt argument of a call.

use netform::prelude::*;

network! {
    struct Forecast(x: [24, 3], h: [16]) -> [16] {
        SimpleRNN(16)(x, initial_states = h)
    }
}

fn main() {}
