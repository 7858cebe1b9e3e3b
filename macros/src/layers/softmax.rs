//! `Softmax(axis)`.

use super::{Argument, Kind, Layer};

pub(super) const LAYER: Layer =
    Layer { arguments: &[Argument::optional("axis", Kind::Axis)], ..Layer::new("Softmax", "softmax") };
