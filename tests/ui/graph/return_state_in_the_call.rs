//! An argument of the layer in the call's parentheses.

use netform::prelude::*;

network! {
    struct Forecast(x: [24, 3]) -> [16] {
        let (y, h) = GRU(16)(x, return_state = true);
        y + h
    }
}

fn main() {}
