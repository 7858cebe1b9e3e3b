//! Attributes and derives are carried over.
#![deny(warnings)]

use netform::prelude::*;

network! {
    /// A network that can be printed, copied and compared.
    #[derive(Debug, Clone, Copy, PartialEq)]
    #[allow(clippy::all)]
    #[must_use]
    pub struct Small: [2] -> [1] {
        /// The first layer.
        hidden: Dense(2),
        (Dense(2), Dropout(0.5)),
        Dense(1),
    }
}

network! {
    #[derive(Debug, Clone, PartialEq, Default)]
    #[non_exhaustive]
    struct Stateless: [2] -> [2] {
        Flatten,
        Activation(relu),
    }
}

fn main() {
    let net = Small::new(1);
    let copy: Small = *net;
    assert_eq!(copy, *net);
    assert_eq!(Clone::clone(&copy), copy);
    assert!(format!("{copy:?}").starts_with("Small { hidden: Dense {"));
    assert_eq!(Stateless::default(), Stateless::default());
}
