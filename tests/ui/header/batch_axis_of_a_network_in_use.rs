//! The batch axis is written, in a network that the rest of the program uses, also as a layer.

use netform::prelude::*;

network! {
    struct Encoder: [None, 28, 28, 1] -> [16] {
        Flatten,
        code: Dense(16),
    }

    struct Classifier: [28, 28, 1] -> [10] {
        encoder: Encoder,
        Dense(10),
    }
}

fn main() {
    let encoder = Encoder::new(1);
    let code = encoder.predict(&SMatrix::<f32, 1, 784>::zeros());
    println!("{}", code[0] + encoder.code.bias[0]);
    let classifier = Classifier::new(1);
    println!("{}", classifier.encoder.code.bias[0]);
    let _ = classifier.predict(&SMatrix::zeros());
}
