//! Images of two sizes side by side.

use netform::prelude::*;

network! {
    struct Inception(x: [16, 16, 3]) -> [16, 16, 16] {
        let a = Conv2D(8, 3, padding = same)(x);
        let b = Conv2D(8, 3)(x);
        concat(a, b)
    }
}

fn main() {}
