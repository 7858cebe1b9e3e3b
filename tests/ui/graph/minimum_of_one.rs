//! A minimum of one value.

use netform::prelude::*;

network! {
    struct Ensemble(a: [10]) -> [10] {
        let worst = Minimum()(a);
        worst
    }
}

fn main() {}
