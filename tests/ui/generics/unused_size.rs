//! A size that no layer uses.

use netform::prelude::*;

network! {
    struct Mlp<const H: usize>: [4] -> [2] {
        Dense(2),
    }
}

fn main() {
    let _ = Mlp::<8>::new(1);
}
