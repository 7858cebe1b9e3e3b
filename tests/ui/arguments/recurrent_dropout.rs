//! Keras's `recurrent_dropout`.

use netform::prelude::*;

network! {
    struct Forecast: [24, 3] -> [16] {
        GRU(16, recurrent_dropout = 0.2),
    }
}

fn main() {}
