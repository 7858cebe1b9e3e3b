//! `Average()`.

use super::Layer;

pub(super) const LAYER: Layer = Layer::merge("Average", "average", &["average"]);
