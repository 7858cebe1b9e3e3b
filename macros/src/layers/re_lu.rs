//! `ReLU(max_value, negative_slope, threshold)`.

use super::{Argument, Kind, Layer, Weights, Work};

pub(super) const LAYER: Layer = Layer {
    class: "ReLU",
    aliases: &[],
    module: "re_lu",
    arguments: &[
        Argument::optional("max_value", Kind::Number),
        Argument::optional("negative_slope", Kind::Number),
        Argument::optional("threshold", Kind::Number),
    ],
    weights: Weights::None,
    work: Work::Always,
};
