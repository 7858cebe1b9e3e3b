//! `Multiply()`.

use super::Layer;

pub(super) const LAYER: Layer = Layer::merge("Multiply", "multiply", &["multiply"]);
