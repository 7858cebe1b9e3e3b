//! Weights that move into a field of another network.

use netform::prelude::*;

network! {
    struct Encoder: [8] -> [4] {
        Dense(4),
    }

    struct Other: [8] -> [4] {
        Dense(4),
    }

    struct Classifier: [8] -> [2] {
        encoder: Encoder,
        Dense(2),
    }
}

fn main() {
    let mut net = Classifier::new(1);
    net.encoder = *Other::new(2);
}
