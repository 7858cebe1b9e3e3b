//! `Rescaling(scale, offset)`.

use super::{Argument, Kind, Layer};

pub(super) const LAYER: Layer = Layer {
    arguments: &[Argument::required("scale", Kind::Number), Argument::optional("offset", Kind::Number)],
    symbolic: Some(crate::check::symbolic::same),
    ..Layer::new("Rescaling", "rescaling")
};
