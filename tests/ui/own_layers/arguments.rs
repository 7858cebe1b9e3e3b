//! Arguments for a layer of one's own.

use netform::dims::{Const, D1};
use netform::layer::{Backward, Forward, Layer};
use netform::prelude::*;

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
    struct Mlp: [6] -> [2] {
        Scale6(factor = 2.0),
        Dense(2),
    }
}

fn main() {}
