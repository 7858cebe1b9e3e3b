//! Glob imports that bring names of netform's, of nalgebra's and of the expansion's.
#![allow(dead_code, unused_imports, ambiguous_glob_reexports)]

use netform::activations::*;
use netform::initializers::*;
use netform::layers::*;
use netform::losses::*;
use netform::metrics::*;
use netform::nalgebra::*;
use netform::optimizers::*;
use netform::prelude::*;

mod own {
    pub struct Dense;
    pub struct Flatten;
    pub struct Workspace;
    pub struct Shape;
    pub fn relu() {}
    pub const INPUT: usize = 1;
}
use own::*;

netform::network! {
    pub struct Churn: [4] -> [1] {
        hidden: Dense(8, activation = relu),
        Reshape((2, 4)),
        Flatten,
        Dense(1, activation = sigmoid),
    }
}

fn main() {
    assert_eq!(Churn::INPUT, [4]);
}
