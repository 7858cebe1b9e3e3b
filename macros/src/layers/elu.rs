//! `ELU(alpha)`.

use super::{Argument, Kind, Layer, Weights, Work};

pub(super) const LAYER: Layer = Layer {
    class: "ELU",
    aliases: &[],
    module: "elu",
    arguments: &[Argument::optional("alpha", Kind::Number)],
    weights: Weights::None,
    work: Work::Always,
};
