//! A sample in double precision.

use netform::prelude::*;

network! {
    struct Churn: [4] -> [1] {
        Dense(1, activation = sigmoid),
    }
}

fn main() {
    let net = Churn::new(1);
    let _ = net.predict(&SVector::<f64, 4>::zeros());
}
