//! `Activation(activation)`.

use super::{Argument, Kind, Layer};
use crate::words::ACTIVATIONS;

pub(super) const LAYER: Layer = Layer {
    arguments: &[Argument::required("activation", Kind::Word(&ACTIVATIONS))],
    symbolic: Some(crate::check::symbolic::same),
    ..Layer::new("Activation", "activation")
};
