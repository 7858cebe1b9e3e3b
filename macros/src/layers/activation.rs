//! `Activation(activation)`.

use super::{Argument, Kind, Layer, Weights, Work};
use crate::words::ACTIVATIONS;

pub(super) const LAYER: Layer = Layer {
    class: "Activation",
    aliases: &[],
    module: "activation",
    arguments: &[Argument::required("activation", Kind::Word(&ACTIVATIONS))],
    weights: Weights::None,
    work: Work::Always,
};
