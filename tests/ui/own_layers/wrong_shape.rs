//! A user's layer behind a layer of another size.

use netform::prelude::*;

use netform::dims::{Const, D1};
use netform::layer::{Backward, Forward, Layer};

netform::weights! {
    struct Scale6 {
        factor: [6] = ones,
    }
}

impl Layer for Scale6 {
    type Input = D1<Const<6>>;
    type Output = D1<Const<6>>;

    fn forward(&self, _: Forward<'_, f32>) {}
    fn backward(&self, _: Backward<'_, f32>) {}
}

network! {
    struct Mlp: [8] -> [2] {
        hidden: Dense(16),
        scale: Scale6,
        Dense(2),
    }
}

fn main() {}
