//! Two outputs bound to one name.

use netform::prelude::*;

network! {
    struct Split(x: [8]) -> { mean: [2], variance: [2] } {
        mean = Dense(2)(x);
        variance = Dense(2)(x);
    }
}

network! {
    struct Sampled(x: [8]) -> [2] {
        let code = Split()(x);
        Dense(2)(code)
    }
}

fn main() {}
