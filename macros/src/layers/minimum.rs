//! `Minimum()`.

use super::Layer;

pub(super) const LAYER: Layer = Layer::merge("Minimum", "minimum", &["minimum"]);
