//! Labels of more classes than the output has.

use netform::prelude::*;

network! {
    struct Mlp: [4] -> [3] {
        Dense(3, activation = softmax),
    }
}

fn main() {
    let mut model = Mlp::new(1).compile(Adam::default(), CategoricalCrossentropy::default(), ());
    let x = vec![SVector::<f32, 4>::zeros(); 8];
    let y = vec![SVector::<f32, 10>::zeros(); 8];
    let _ = model.fit(&x, &y, Fit::epochs(1));
}
