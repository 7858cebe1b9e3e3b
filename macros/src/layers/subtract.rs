//! `Subtract()`.

use super::{Inputs, Layer};

pub(super) const LAYER: Layer =
    Layer { inputs: Inputs::Two, ..Layer::merge("Subtract", "subtract", &["subtract"]) };
