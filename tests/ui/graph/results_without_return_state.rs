//! The states are not asked for.

use netform::prelude::*;

network! {
    struct Forecast(x: [24, 3]) -> [16] {
        let (y, h) = GRU(16)(x);
        y + h
    }
}

fn main() {}
