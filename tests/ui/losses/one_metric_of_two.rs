//! One of two metrics does not go with the loss.

use netform::prelude::*;

network! {
    struct Churn: [4] -> [1] {
        Dense(1, activation = sigmoid),
    }
}

fn main() {
    let metrics = (BinaryAccuracy::default(), SparseCategoricalAccuracy::default());
    let _ = Churn::new(1).compile(Adam::default(), BinaryCrossentropy::default(), metrics);
}
