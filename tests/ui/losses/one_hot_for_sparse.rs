//! One-hot labels for a loss that takes class indices.

use netform::prelude::*;

network! {
    struct Mlp: [4] -> [3] {
        Dense(3, activation = softmax),
    }
}

fn main() {
    let mut model = Mlp::new(1).compile(Adam::default(), SparseCategoricalCrossentropy::default(), ());

    let x = vec![SVector::<f32, 4>::zeros(); 8];
    let y = vec![SVector::<f32, 3>::zeros(); 8];
    let _ = model.fit(&x, &y, Fit::epochs(1));
}
