//! A maximum of two lengths.

use netform::prelude::*;

network! {
    struct Ensemble(a: [10], b: [12]) -> [10] {
        let best = Maximum()(a, b);
        best
    }
}

fn main() {}
