//! `Conv2D(filters, kernel_size, strides, padding, data_format, dilation_rate, groups, ..)`.

use super::{Argument, DATA_FORMAT, Kind, Layer, Weights, Work};
use crate::words::{ACTIVATIONS, INITIALIZERS, PADDINGS};

pub(super) const LAYER: Layer = Layer {
    class: "Conv2D",
    aliases: &["Convolution2D"],
    module: "conv2d",
    arguments: &[
        Argument::required("filters", Kind::Size),
        Argument::required("kernel_size", Kind::Pair),
        Argument::optional("strides", Kind::Pair),
        Argument::optional("padding", Kind::Word(&PADDINGS)),
        DATA_FORMAT,
        Argument::optional("dilation_rate", Kind::Pair),
        Argument::optional("groups", Kind::Size),
        Argument::optional("activation", Kind::Word(&ACTIVATIONS)),
        Argument::optional("use_bias", Kind::Bool),
        Argument::optional("kernel_initializer", Kind::Word(&INITIALIZERS)),
        Argument::optional("bias_initializer", Kind::Word(&INITIALIZERS)),
    ],
    weights: Weights::Sized(&["kernels", "filters", "biases"]),
    work: Work::Always,
};
