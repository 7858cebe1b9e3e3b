//! A network of another module that is private there.

use netform::prelude::*;

mod library {
    netform::network! {
        struct Encoder: [8] -> [4] {
            Dense(4),
        }
    }
}

network! {
    struct Classifier: [8] -> [2] {
        encoder: library::Encoder,
        Dense(2),
    }
}

fn main() {}
