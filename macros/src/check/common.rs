//! Arguments that Keras gives every layer.

use syn::ext::IdentExt as _;
use syn::{Expr, Lit};

use crate::errors::Errors;
use crate::syntax::Argument;

/// What every layer has beside its own arguments.
pub(super) struct Common {
    pub(super) trainable: bool,
}

/// Keras's arguments of every layer that netform writes differently, and how.
const ELSEWHERE: &[(&str, &str)] = &[
    ("name", "a layer's name stands before it, as in `head: Dense(..)`"),
    ("dtype", "the network's number type is declared on the struct, `#[scalar(f64)]`"),
    ("input_shape", "the header declares the input, `struct Name: [inputs] -> [outputs]`"),
    ("input_dim", "the header declares the input, `struct Name: [inputs] -> [outputs]`"),
    ("batch_size", "the batch size is `fit`'s, `Fit::epochs(10).batch_size(32)`"),
    ("kernel_regularizer", "netform does not have regularizers yet"),
    ("bias_regularizer", "netform does not have regularizers yet"),
    ("depthwise_regularizer", "netform does not have regularizers yet"),
    ("beta_regularizer", "netform does not have regularizers yet"),
    ("gamma_regularizer", "netform does not have regularizers yet"),
    ("activity_regularizer", "netform does not have regularizers yet"),
    ("kernel_constraint", "netform does not have constraints yet"),
    ("bias_constraint", "netform does not have constraints yet"),
    ("depthwise_constraint", "netform does not have constraints yet"),
    ("beta_constraint", "netform does not have constraints yet"),
    ("gamma_constraint", "netform does not have constraints yet"),
];

/// Takes the common arguments out.
pub(super) fn split<'a>(arguments: &'a [Argument], errors: &Errors) -> (Common, Vec<&'a Argument>) {
    let mut common = Common { trainable: true };
    let mut own = Vec::new();
    for argument in arguments {
        let Some(name) = &argument.name else {
            own.push(argument);
            continue;
        };
        let written = name.unraw().to_string();
        if written == "trainable" {
            match &argument.value {
                Expr::Lit(literal) if matches!(literal.lit, Lit::Bool(_)) => {
                    common.trainable = matches!(&literal.lit, Lit::Bool(value) if value.value);
                }
                other => errors
                    .at(other, "`trainable` takes `true` or `false`: it decides which code is generated"),
            }
        } else if let Some((_, instead)) = ELSEWHERE.iter().find(|(known, _)| *known == written) {
            errors.at(name, format!("`{written}` is no argument here: {instead}"));
        } else {
            own.push(argument);
        }
    }
    (common, own)
}
