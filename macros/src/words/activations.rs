//! Keras's activation functions.

use super::{Word, Words, plain};
use crate::layers::{Argument, Kind};

pub(crate) const ACTIVATIONS: Words = Words {
    noun: "activation",
    ty: "Activation",
    foreign: &[("swish", "silu"), ("identity", "linear"), ("none", "linear"), ("logistic", "sigmoid")],
    elsewhere: &[],
    list: &[
        plain("linear"),
        Word {
            name: "relu",
            arguments: &[
                Argument::optional("negative_slope", Kind::Number),
                Argument::optional("max_value", Kind::Number),
                Argument::optional("threshold", Kind::Number),
            ],
        },
        Word { name: "leaky_relu", arguments: &[Argument::optional("negative_slope", Kind::Number)] },
        Word { name: "elu", arguments: &[Argument::optional("alpha", Kind::Number)] },
        plain("selu"),
        Word { name: "gelu", arguments: &[Argument::optional("approximate", Kind::Bool)] },
        plain("silu"),
        plain("softplus"),
        plain("tanh"),
        plain("sigmoid"),
        plain("hard_sigmoid"),
        plain("softmax"),
    ],
};
