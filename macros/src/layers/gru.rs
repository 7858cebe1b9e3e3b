//! `GRU(units, activation, recurrent_activation, use_bias, kernel_initializer, ..)`.

use super::recurrent::{
    ACTIVITY_REGULARIZER, BIAS_CONSTRAINT, BIAS_REGULARIZER, DROPOUT, KERNEL_CONSTRAINT, KERNEL_REGULARIZER,
    RECURRENT_CONSTRAINT, RECURRENT_DROPOUT, RECURRENT_REGULARIZER, SEED, STATE, STATEFUL, UNROLL, USE_CUDNN,
};
use super::{Argument, Kind, Layer, Outputs, Weights};
use crate::words::{ACTIVATIONS, INITIALIZERS};

pub(super) const LAYER: Layer = Layer {
    arguments: &[
        Argument::required("units", Kind::Size),
        Argument::optional("activation", Kind::Word(&ACTIVATIONS)),
        Argument::optional("recurrent_activation", Kind::Word(&ACTIVATIONS)),
        Argument::optional("use_bias", Kind::Bool),
        Argument::optional("kernel_initializer", Kind::Word(&INITIALIZERS)),
        Argument::optional("recurrent_initializer", Kind::Word(&INITIALIZERS)),
        Argument::optional("bias_initializer", Kind::Word(&INITIALIZERS)),
        KERNEL_REGULARIZER,
        RECURRENT_REGULARIZER,
        BIAS_REGULARIZER,
        ACTIVITY_REGULARIZER,
        KERNEL_CONSTRAINT,
        RECURRENT_CONSTRAINT,
        BIAS_CONSTRAINT,
        DROPOUT,
        RECURRENT_DROPOUT,
        SEED,
        Argument::optional("return_sequences", Kind::Bool),
        Argument::optional("return_state", Kind::Bool),
        Argument::optional("go_backwards", Kind::Bool),
        STATEFUL,
        UNROLL,
        Argument::optional("reset_after", Kind::Bool),
        USE_CUDNN,
    ],
    call: STATE,
    outputs: Outputs::Several,
    weights: Weights::Sized(&["inputs", "units", "gates", "biases"]),
    activation: Some("tanh"),
    ..Layer::new("GRU", "gru")
};
