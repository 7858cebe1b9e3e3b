//! A sample of another size for a model.

use netform::prelude::*;

network! {
    struct Churn: [4] -> [1] {
        Dense(1, activation = sigmoid),
    }
}

fn main() {
    let model = Churn::new(1).compile(Adam::default(), BinaryCrossentropy::default(), ());

    let _ = model.predict(&SVector::<f32, 3>::zeros());
}
