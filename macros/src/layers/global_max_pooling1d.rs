//! `GlobalMaxPooling1D(data_format, keepdims)`.

use super::{Argument, DATA_FORMAT, Kind, Layer};

pub(super) const LAYER: Layer = Layer {
    aliases: &["GlobalMaxPool1D"],
    arguments: &[DATA_FORMAT, Argument::optional("keepdims", Kind::Bool)],
    ..Layer::new("GlobalMaxPooling1D", "global_max_pooling1d")
};
