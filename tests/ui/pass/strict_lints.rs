//! Networks obey the strictest lints.
#![forbid(unsafe_code)]
#![deny(warnings, missing_docs, unreachable_pub, rust_2018_idioms, non_snake_case)]

use netform::prelude::*;

network! {
    /// A chain.
    #[derive(Debug)]
    pub(crate) struct Cnn: [12, 12, 1] -> [10] {
        /// The first convolution.
        conv: Conv2D(4, 3, activation = relu),
        MaxPooling2D(2),
        block: (Flatten, Dropout(0.5, seed = 7)),
        Dense(10, activation = softmax),
    }
}

mod library {
    use netform::prelude::*;

    network! {
        /// A graph with two outputs, of which nothing is called.
        pub struct Policy(image: [4, 4, 1], pose: [6]) -> { action: [4], value: [1] } {
            let tower = Dense(8, activation = tanh);
            let h = tower(Dense(6)(Flatten()(image)));
            let p = tower(pose);
            action = Dense(4, activation = softmax)(relu(-h) );
            value = Dense(1)(0.5 * p);
        }
    }
}

fn main() {
    let net = Cnn::new(1);
    let output = net.predict(&SMatrix::<f32, 1, 144>::zeros());
    assert!((output.sum() - 1.0).abs() < 1e-5);
    assert_eq!(library::Policy::TRAINABLE_PARAMS, library::Policy::PARAMS);
}
