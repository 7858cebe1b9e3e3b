//! `GlobalAveragePooling2D(data_format, keepdims)`.

use super::{Argument, DATA_FORMAT, Kind, Layer};

pub(super) const LAYER: Layer = Layer {
    aliases: &["GlobalAvgPool2D"],
    arguments: &[DATA_FORMAT, Argument::optional("keepdims", Kind::Bool)],
    ..Layer::new("GlobalAveragePooling2D", "global_average_pooling2d")
};
