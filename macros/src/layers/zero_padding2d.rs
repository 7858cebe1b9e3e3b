//! `ZeroPadding2D(padding, data_format)`.

use super::{Argument, DATA_FORMAT, Kind, Layer};

pub(super) const LAYER: Layer = Layer {
    arguments: &[Argument::optional("padding", Kind::Sides), DATA_FORMAT],
    ..Layer::new("ZeroPadding2D", "zero_padding2d")
};
