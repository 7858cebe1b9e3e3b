//! `GlobalMaxPooling2D(data_format, keepdims)`.

use super::{Argument, DATA_FORMAT, Kind, Layer};

pub(super) const LAYER: Layer = Layer {
    aliases: &["GlobalMaxPool2D"],
    arguments: &[DATA_FORMAT, Argument::optional("keepdims", Kind::Bool)],
    ..Layer::new("GlobalMaxPooling2D", "global_max_pooling2d")
};
