//! A field of `self`, as in PyTorch.

use netform::prelude::*;

network! {
    struct Mlp(x: [784]) -> [10] {
        let h = self.hidden(x);
        Dense(10)(h)
    }
}

fn main() {}
