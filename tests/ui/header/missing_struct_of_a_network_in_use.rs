//! `struct` is missing, in a network that the rest of the program uses.

use netform::prelude::*;

network! {
    pub Mlp: [784] -> [10] {
        Dense(10),
    }
}

fn main() {
    println!("{}", Mlp::new(1).predict(&SVector::zeros()).imax());
}
