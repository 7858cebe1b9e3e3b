//! A scale of another rank.

use netform::prelude::*;

network! {
    struct Attention(image: [8, 8, 16]) -> [8, 8, 16] {
        let scale = Dense(16, activation = sigmoid)(GlobalAveragePooling2D()(image));
        Multiply()(image, scale)
    }
}

fn main() {}
