//! `Rescaling(scale, offset)`.

use super::{Argument, Kind, Layer};

pub(super) const LAYER: Layer = Layer {
    arguments: &[Argument::required("scale", Kind::Number), Argument::optional("offset", Kind::Number)],
    ..Layer::new("Rescaling", "rescaling")
};
