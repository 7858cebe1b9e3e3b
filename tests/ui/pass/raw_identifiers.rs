//! Raw identifiers as names of layers, values, inputs, outputs and networks.
#![deny(warnings)]

use netform::prelude::*;

network! {
    struct r#Chain: [4] -> [2] {
        r#type: Dense(3),
        r#match: Dense(2),
    }
}

network! {
    struct Graph(r#in: [4], r#for: [4]) -> { r#let: [3], r#fn: [2] } {
        let r#move = Dense(3, activation = r#relu)(r#in);
        r#let = r#move;
        r#fn = Dense(r#units = 2)(r#for);
    }
}

fn main() {
    let chain = Chain::new(1);
    assert_eq!(chain.r#type.bias.len() + chain.r#match.bias.len(), 5);
    let net = Graph::new(1);
    let output = net.predict(&GraphInput { r#in: SVector::zeros(), r#for: SVector::zeros() });
    assert_eq!(output.r#let.len() + output.r#fn.len(), 5);
    assert!(Graph::summary().to_string().contains("move"));
    assert_eq!(Graph::OUTPUTS[0].0, "let");
}
