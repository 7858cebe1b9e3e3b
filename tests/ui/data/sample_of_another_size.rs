//! A sample with too few features.

use netform::prelude::*;

network! {
    struct Churn: [4] -> [1] {
        Dense(1, activation = sigmoid),
    }
}

fn main() {
    let net = Churn::new(1);
    let _ = net.predict(&SVector::<f32, 3>::zeros());
}
