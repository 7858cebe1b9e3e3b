//! A state with fewer numbers than units.

use netform::prelude::*;

network! {
    struct Forecast(x: [24, 3], weather: [5]) -> [16] {
        let start = Dense(8)(weather);
        GRU(16)(x, initial_state = start)
    }
}

fn main() {}
