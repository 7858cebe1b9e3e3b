//! Two inputs, and a data set of one of them.

use netform::prelude::*;

network! {
    struct Policy(image: [4], pose: [2]) -> [1] {
        Dense(1)(concat(image, pose))
    }
}

fn main() {
    let (x, y) = (vec![SVector::<f32, 4>::zeros(); 8], vec![0.5_f32; 8]);
    let mut model = Policy::new(1).compile(Adam::default(), MeanSquaredError::default(), ());
    let _ = model.fit(&x, &y, Fit::epochs(1));
}
