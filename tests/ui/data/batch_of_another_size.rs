//! `train_on_batch` with samples of another size, declared by constants.

use netform::prelude::*;

const STEPS: usize = 6;
const FEATURES: usize = 3;

network! {
    struct Series: [STEPS, FEATURES] -> [1] {
        Flatten,
        Dense(1),
    }
}

fn main() {
    let (x, y) = (vec![SMatrix::<f32, 6, 3>::zeros(); 8], vec![0.5_f32; 8]);
    let mut model = Series::new(1).compile(Adam::default(), MeanSquaredError::default(), ());
    let _ = model.train_on_batch(&x, &y);
}
