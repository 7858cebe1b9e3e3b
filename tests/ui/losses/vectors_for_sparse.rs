//! A vector of floats a label.

use netform::prelude::*;

network! {
    struct Mlp: [4] -> [3] {
        Dense(3, activation = softmax),
    }
}

fn main() {
    let mut model = Mlp::new(1).compile(Adam::default(), SparseCategoricalCrossentropy::default(), ());

    let x = vec![SVector::<f32, 4>::zeros(); 8];
    let y = vec![vec![0.0_f32; 3]; 8];
    let _ = model.fit(&x, &y, Fit::epochs(1));
}
