//! Training of a network with several outputs, as in Keras with a loss for each.

use netform::prelude::*;

network! {
    struct Policy(state: [4]) -> { action: [3], value: [1] } {
        let h = Dense(8, activation = relu)(state);
        action = Dense(3, activation = softmax)(h);
        value = Dense(1)(h);
    }
}

fn main() {
    let mut model = Policy::new(1).compile(Adam::default(), MeanSquaredError::default(), ());
    let x: Vec<SVector<f32, 4>> = vec![SVector::zeros(); 8];
    let y: Vec<PolicyOutput> = x.iter().map(|x| Policy::new(1).predict(x)).collect();
    let _ = model.fit(&x, &y, Fit::epochs(1));
}
