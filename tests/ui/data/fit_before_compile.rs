//! A network that was not compiled.

use netform::prelude::*;

network! {
    struct Churn: [4] -> [1] {
        Dense(1, activation = sigmoid),
    }
}

fn main() {
    let mut net = Churn::new(1);
    let x = vec![SVector::<f32, 4>::zeros(); 8];
    let y = vec![true; 8];
    let _ = net.fit(&x, &y, Fit::epochs(1));
}
