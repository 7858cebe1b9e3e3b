//! `Dense(units, activation, use_bias, kernel_initializer, bias_initializer)`.

use super::{Argument, Kind, Layer, Weights, Work};
use crate::words::{ACTIVATIONS, INITIALIZERS};

pub(super) const LAYER: Layer = Layer {
    class: "Dense",
    aliases: &[],
    module: "dense",
    arguments: &[
        Argument::required("units", Kind::Size),
        Argument::optional("activation", Kind::Word(&ACTIVATIONS)),
        Argument::optional("use_bias", Kind::Bool),
        Argument::optional("kernel_initializer", Kind::Word(&INITIALIZERS)),
        Argument::optional("bias_initializer", Kind::Word(&INITIALIZERS)),
    ],
    weights: Weights::Sized(&["inputs", "units", "biases"]),
    work: Work::Always,
};
