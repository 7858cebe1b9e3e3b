//! `Softmax(axis)`.

use super::{Argument, Kind, Layer, Weights, Work};

pub(super) const LAYER: Layer = Layer {
    class: "Softmax",
    aliases: &[],
    module: "softmax",
    arguments: &[Argument::optional("axis", Kind::Axis)],
    weights: Weights::None,
    work: Work::Always,
};
