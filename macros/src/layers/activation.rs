//! `Activation(activation)`.

use super::{Argument, Kind, Layer};
use crate::words::ACTIVATIONS;

pub(super) const LAYER: Layer = Layer {
    arguments: &[Argument::required("activation", Kind::Word(&ACTIVATIONS))],
    ..Layer::new("Activation", "activation")
};
