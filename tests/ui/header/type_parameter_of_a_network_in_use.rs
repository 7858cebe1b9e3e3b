//! A type parameter beside a size, in a network that the rest of the program uses.

use netform::prelude::*;

network! {
    struct Mlp<const H: usize, T>: [4] -> [2] {
        hidden: Dense(H),
        Dense(2),
    }
}

fn main() {
    let net = Mlp::<8>::new(1);
    println!("{}", net.predict(&SVector::zeros())[0]);
}
