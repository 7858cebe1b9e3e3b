//! `LeakyReLU(negative_slope)`.

use super::{Argument, Kind, Layer};

pub(super) const LAYER: Layer = Layer {
    arguments: &[Argument::optional("negative_slope", Kind::Number)],
    activation: Some("leaky_relu"),
    symbolic: Some(crate::check::symbolic::same),
    ..Layer::new("LeakyReLU", "leaky_re_lu")
};
