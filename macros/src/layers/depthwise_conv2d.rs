//! `DepthwiseConv2D(kernel_size, strides, padding, depth_multiplier, data_format, dilation_rate, ..)`.

use super::{Argument, DATA_FORMAT, Kind, Layer, Weights};
use crate::words::{ACTIVATIONS, INITIALIZERS, PADDINGS};

pub(super) const LAYER: Layer = Layer {
    arguments: &[
        Argument::required("kernel_size", Kind::Pair),
        Argument::optional("strides", Kind::Pair),
        Argument::optional("padding", Kind::Word(&PADDINGS)),
        Argument::optional("depth_multiplier", Kind::Size),
        DATA_FORMAT,
        Argument::optional("dilation_rate", Kind::Pair),
        Argument::optional("activation", Kind::Word(&ACTIVATIONS)),
        Argument::optional("use_bias", Kind::Bool),
        Argument::optional("depthwise_initializer", Kind::Word(&INITIALIZERS)),
        Argument::optional("bias_initializer", Kind::Word(&INITIALIZERS)),
    ],
    weights: Weights::Sized(&["kernels", "multiplier", "biases"]),
    ..Layer::new("DepthwiseConv2D", "depthwise_conv2d")
};
