//! A variable as a size.

use netform::prelude::*;

fn main() {
    let units = 10;
    network! {
        struct Mlp: [784] -> [10] {
            Dense(units),
        }
    }
}
