//! A declaration whose body is not written yet.

use netform::prelude::*;

network! {
    pub struct Mlp: [784] -> [10]
}

fn main() {
    println!("{}", Mlp::new(1).predict(&SVector::zeros()).imax());
}
