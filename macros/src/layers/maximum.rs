//! `Maximum()`.

use super::Layer;

pub(super) const LAYER: Layer = Layer::merge("Maximum", "maximum", &["maximum"]);
