//! A misspelt layer.

use netform::prelude::*;

network! {
    struct Churn: [4] -> [1] {
        hidden: Dense(8, activation = relu),
        Dense(1, activation = sigmoid),
    }
}

fn main() {
    let net = Churn::new(1);
    let _ = &net.hiden.kernel;
}
