//! An array as a sample.

use netform::prelude::*;

network! {
    struct Churn: [4] -> [1] {
        Dense(1, activation = sigmoid),
    }
}

fn main() {
    let net = Churn::new(1);
    let _ = net.predict(&[0.0_f32; 4]);
}
