//! A network of `f32` in one of `f64`.

use netform::prelude::*;

network! {
    struct Encoder: [8] -> [4] {
        Dense(4),
    }

    #[scalar(f64)]
    struct Classifier: [8] -> [2] {
        encoder: Encoder,
        Dense(2),
    }
}

fn main() {}
