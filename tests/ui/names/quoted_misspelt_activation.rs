//! A word in quotes, and misspelt.

use netform::prelude::*;

network! {
    struct Mlp: [784] -> [10] {
        Dense(10, activation = "sofmax"),
    }
}

fn main() {}
