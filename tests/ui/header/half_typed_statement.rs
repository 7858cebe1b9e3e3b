//! A statement that is being typed, in a graph that the rest of the program uses.

use netform::prelude::*;

network! {
    struct Mlp(x: [784]) -> [10] {
        let hidden = Dense(64, activation = relu)(x);
        let other =
        let head = Dense(10, activation = softmax)(hidden);
        head
    }
}

fn main() {
    let mut model = Mlp::new(1).compile(Adam::default(), SparseCategoricalCrossentropy::default(), ());
    model.fit(&[SVector::zeros()], &[3_u8], Fit::epochs(1)).unwrap();
    println!("{}", model.predict(&SVector::zeros())[0] + model.head.bias[0] + model.hidden.bias[0]);
}
