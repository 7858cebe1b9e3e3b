//! A metric of class indices beside a loss of values.

use netform::prelude::*;

network! {
    struct Churn: [4] -> [1] {
        Dense(1, activation = sigmoid),
    }
}

fn main() {
    let _ = Churn::new(1).compile(Adam::default(), BinaryCrossentropy::default(), SparseCategoricalAccuracy::default());
}
