//! An average of two lengths.

use netform::prelude::*;

network! {
    struct Ensemble(x: [784]) -> [10] {
        let first = Dense(10)(x);
        let second = Dense(12)(x);
        Average()(first, second)
    }
}

fn main() {}
