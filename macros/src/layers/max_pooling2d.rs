//! `MaxPooling2D(pool_size, strides, padding, data_format)`.

use super::{Argument, DATA_FORMAT, Kind, Layer, Weights, Work};
use crate::words::PADDINGS;

pub(super) const LAYER: Layer = Layer {
    class: "MaxPooling2D",
    aliases: &["MaxPool2D"],
    module: "max_pooling2d",
    arguments: &[
        Argument::optional("pool_size", Kind::Pair),
        Argument::optional("strides", Kind::Pair),
        Argument::optional("padding", Kind::Word(&PADDINGS)),
        DATA_FORMAT,
    ],
    weights: Weights::None,
    work: Work::Always,
};
