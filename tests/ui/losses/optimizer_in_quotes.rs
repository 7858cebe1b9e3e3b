//! Keras's name of an optimizer.

use netform::prelude::*;

network! {
    struct Churn: [4] -> [1] {
        Dense(1, activation = sigmoid),
    }
}

fn main() {
    let _ = Churn::new(1).compile("adam", BinaryCrossentropy::default(), ());
}
