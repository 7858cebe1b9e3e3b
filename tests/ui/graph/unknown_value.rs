//! A misspelt name.

use netform::prelude::*;

network! {
    struct Mlp(image: [784]) -> [10] {
        let hidden = Dense(64)(image);
        Dense(10)(hiden)
    }
}

fn main() {}
