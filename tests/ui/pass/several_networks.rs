//! Several networks in one module and in one call, with the same names within them.
#![deny(warnings)]

use netform::prelude::*;

network! {
    struct First: [4] -> [3] {
        hidden: Dense(8),
        Dense(3),
    }

    struct Second(x: [4]) -> [3] {
        let hidden = Dense(8)(x);
        Dense(3)(hidden)
    }
}

network! {
    struct Third: [4] -> [3] {
        hidden: (Dense(8), Dense(2)),
        Dense(3),
    }
}

fn main() {
    assert_eq!(First::PARAMS, Second::PARAMS);
    assert_eq!(Third::PARAMS, 4 * 8 + 8 + 8 * 2 + 2 + 2 * 3 + 3);
}
