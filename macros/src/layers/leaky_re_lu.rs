//! `LeakyReLU(negative_slope)`.

use super::{Argument, Kind, Layer};

pub(super) const LAYER: Layer = Layer {
    arguments: &[Argument::optional("negative_slope", Kind::Number)],
    ..Layer::new("LeakyReLU", "leaky_re_lu")
};
