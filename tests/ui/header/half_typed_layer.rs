//! A layer whose name is being typed, in a network that the rest of the program uses.

use netform::prelude::*;

network! {
    struct Mlp: [784] -> [10] {
        hidden: Den,
        head: Dense(10, activation = softmax),
    }
}

fn main() {
    let mut model = Mlp::new(1).compile(Adam::default(), SparseCategoricalCrossentropy::default(), ());
    model.fit(&[SVector::zeros()], &[3_u8], Fit::epochs(1)).unwrap();
    println!("{}", model.predict(&SVector::zeros())[0] + model.head.bias[0]);
}
