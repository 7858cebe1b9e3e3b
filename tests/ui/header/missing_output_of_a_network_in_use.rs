//! No output is declared, in a network that the rest of the program uses.

use netform::prelude::*;

network! {
    pub struct Policy(image: [16, 16, 3], pose: [6]) {
        let x = Flatten()(image);
        let hidden = Dense(32)(concat(x, pose));
        action = Dense(4)(hidden);
    }
}

fn act(policy: &Policy, input: &PolicyInput) -> usize {
    let output = policy.predict(input);
    output.action.imax()
}

fn main() {
    let policy = Policy::new(1);
    let input = PolicyInput { image: SMatrix::zeros(), pose: SVector::zeros() };
    println!("{} {}", act(&policy, &input), policy.hidden.bias[0]);
}
