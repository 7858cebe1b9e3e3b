//! `Add()`.

use super::Layer;

pub(super) const LAYER: Layer = Layer::merge("Add", "add", &["add"]);
