//! `MaxPooling2D(pool_size, strides, padding, data_format)`.

use super::{Argument, DATA_FORMAT, Kind, Layer};
use crate::words::PADDINGS;

pub(super) const LAYER: Layer = Layer {
    aliases: &["MaxPool2D"],
    arguments: &[
        Argument::optional("pool_size", Kind::Pair),
        Argument::optional("strides", Kind::Pair),
        Argument::optional("padding", Kind::Word(&PADDINGS)),
        DATA_FORMAT,
    ],
    ..Layer::new("MaxPooling2D", "max_pooling2d")
};
