//! Several samples for `predict`.

use netform::prelude::*;

network! {
    struct Churn: [4] -> [1] {
        Dense(1, activation = sigmoid),
    }
}

fn main() {
    let net = Churn::new(1);
    let _ = net.predict(&vec![SVector::<f32, 4>::zeros(); 8]);
}
