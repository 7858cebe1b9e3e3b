//! Samples as vectors of numbers.

use netform::prelude::*;

network! {
    struct Churn: [4] -> [1] {
        Dense(1, activation = sigmoid),
    }
}

fn main() {
    let mut model = Churn::new(1).compile(Adam::default(), BinaryCrossentropy::default(), ());

    let x = vec![vec![0.0_f32; 4]; 8];
    let y = vec![true; 8];
    let _ = model.fit(&x, &y, Fit::epochs(1));
}
