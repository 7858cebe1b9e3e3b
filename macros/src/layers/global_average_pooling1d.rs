//! `GlobalAveragePooling1D(data_format, keepdims)`.

use super::{Argument, DATA_FORMAT, Kind, Layer};

pub(super) const LAYER: Layer = Layer {
    aliases: &["GlobalAvgPool1D"],
    arguments: &[DATA_FORMAT, Argument::optional("keepdims", Kind::Bool)],
    ..Layer::new("GlobalAveragePooling1D", "global_average_pooling1d")
};
