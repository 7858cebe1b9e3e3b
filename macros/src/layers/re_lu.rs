//! `ReLU(max_value, negative_slope, threshold)`.

use super::{Argument, Kind, Layer};

pub(super) const LAYER: Layer = Layer {
    arguments: &[
        Argument::optional("max_value", Kind::Number),
        Argument::optional("negative_slope", Kind::Number),
        Argument::optional("threshold", Kind::Number),
    ],
    activation: Some("relu"),
    symbolic: Some(crate::check::symbolic::same),
    ..Layer::new("ReLU", "re_lu")
};
