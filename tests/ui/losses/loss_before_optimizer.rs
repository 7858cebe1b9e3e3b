//! The optimizer and the loss are swapped.

use netform::prelude::*;

network! {
    struct Churn: [4] -> [1] {
        Dense(1, activation = sigmoid),
    }
}

fn main() {
    let _ = Churn::new(1).compile(BinaryCrossentropy::default(), Adam::default(), ());
}
