//! `Conv1D(filters, kernel_size, strides, padding, data_format, dilation_rate, groups, ..)`.

use super::{Argument, Kind, Layer, STEP_FORMAT, Weights};
use crate::words::{ACTIVATIONS, INITIALIZERS, STEP_PADDINGS};

pub(super) const LAYER: Layer = Layer {
    aliases: &["Convolution1D"],
    arguments: &[
        Argument::required("filters", Kind::Size),
        Argument::required("kernel_size", Kind::Size),
        Argument::optional("strides", Kind::Size),
        Argument::optional("padding", Kind::Word(&STEP_PADDINGS)),
        STEP_FORMAT,
        Argument::optional("dilation_rate", Kind::Size),
        Argument::optional("groups", Kind::Size),
        Argument::optional("activation", Kind::Word(&ACTIVATIONS)),
        Argument::optional("use_bias", Kind::Bool),
        Argument::optional("kernel_initializer", Kind::Word(&INITIALIZERS)),
        Argument::optional("bias_initializer", Kind::Word(&INITIALIZERS)),
    ],
    weights: Weights::Sized(&["kernels", "filters", "biases"]),
    ..Layer::new("Conv1D", "conv1d")
};
