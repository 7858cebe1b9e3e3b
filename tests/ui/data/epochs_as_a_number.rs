//! The number of epochs alone.

use netform::prelude::*;

network! {
    struct Churn: [4] -> [1] {
        Dense(1, activation = sigmoid),
    }
}

fn main() {
    let mut model = Churn::new(1).compile(Adam::default(), BinaryCrossentropy::default(), ());

    let x = vec![SVector::<f32, 4>::zeros(); 8];
    let y = vec![true; 8];
    let _ = model.fit(&x, &y, 10);
}
