//! Three mistakes give three errors.

use netform::prelude::*;

network! {
    struct Policy(image: [64], pose: [6]) -> { action: [4], value: [1] } {
        let h = Dense(32, activation = "tanh")(image);
        let p = Dense(8)(poes);
        action = Dense(4)(concat(h, p));
        value = Dense(1)(h.relu());
    }
}

fn main() {}
