//! Constants, layers and values that are called as something in the expansion.
#![deny(warnings)]

use netform::prelude::*;

const __OP_0: usize = 3;
const __INPUT_0: usize = 4;
const __OUTPUT_0: usize = 2;
const __VALUE: usize = 5;
const VALUE: usize = 6;
const PARAMS: usize = 7;
const INPUT: usize = 4;

network! {
    struct Chain: [__INPUT_0] -> [__OUTPUT_0] {
        arena: Dense(__OP_0),
        pass: Dense(__VALUE),
        memory: Dense(VALUE),
        gradients: Dense(PARAMS),
        predict: Dense(INPUT),
        new: Dense(__OUTPUT_0),
    }
}

network! {
    struct Graph(input: [4], output: [4]) -> { inputs: [3], outputs: [2], logits: [1] } {
        let arena = Dense(8, activation = relu)(input);
        let operation = Dense(3)(arena);
        let d_params_0 = Dense(2)(output);
        inputs = operation;
        outputs = d_params_0;
        logits = Dense(1)(arena);
    }
}

network! {
    struct Input(x: [4]) -> [4] {
        let input = Dense(4)(x);
        let nothing = Dense(4)(input);
        nothing
    }
}

fn main() {
    let net = Chain::new(1);
    assert_eq!(net.predict.bias.len(), 4);
    assert_eq!(Graph::OUTPUTS.len(), 3);
    assert_eq!(Input::PARAMS, 40);
}
