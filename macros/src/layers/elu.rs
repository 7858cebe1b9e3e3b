//! `ELU(alpha)`.

use super::{Argument, Kind, Layer};

pub(super) const LAYER: Layer = Layer {
    arguments: &[Argument::optional("alpha", Kind::Number)],
    activation: Some("elu"),
    symbolic: Some(crate::check::symbolic::same),
    ..Layer::new("ELU", "elu")
};
