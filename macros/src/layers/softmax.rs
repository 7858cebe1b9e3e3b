//! `Softmax(axis)`.

use super::{Argument, Kind, Layer};

pub(super) const LAYER: Layer = Layer {
    arguments: &[Argument::optional("axis", Kind::Axis)],
    activation: Some("softmax"),
    symbolic: Some(crate::check::symbolic::same),
    ..Layer::new("Softmax", "softmax")
};
