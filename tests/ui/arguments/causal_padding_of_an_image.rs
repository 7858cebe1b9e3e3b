//! A padding that steps have and images do not.

use netform::prelude::*;

network! {
    struct Cnn: [28, 28, 1] -> [28, 28, 8] {
        Conv2D(8, 3, padding = causal),
    }
}

fn main() {}
