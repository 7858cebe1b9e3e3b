//! `LeakyReLU(negative_slope)`.

use super::{Argument, Kind, Layer, Weights, Work};

pub(super) const LAYER: Layer = Layer {
    class: "LeakyReLU",
    aliases: &[],
    module: "leaky_re_lu",
    arguments: &[Argument::optional("negative_slope", Kind::Number)],
    weights: Weights::None,
    work: Work::Always,
};
