//! A layer of two inputs that is applied to one.

use netform::dims::{Const, D1};
use netform::layer::{Backward, Forward, Layer};
use netform::prelude::*;

netform::weights! {
    struct Mix {
        share: [6] = ones,
    }
}

impl Layer for Mix {
    type Input = (D1<Const<6>>, D1<Const<6>>);
    type Output = D1<Const<6>>;

    fn forward(&self, _: Forward<'_, f32>) {}
    fn backward(&self, _: Backward<'_, f32>) {}
}

network! {
    struct Mlp(x: [6]) -> [2] {
        let mixed = Mix()(x);
        Dense(2)(mixed)
    }
}

fn main() {}
