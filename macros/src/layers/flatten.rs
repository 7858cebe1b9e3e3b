//! `Flatten(data_format)`.

use super::{DATA_FORMAT, Layer, Weights, Work};

pub(super) const LAYER: Layer = Layer {
    class: "Flatten",
    aliases: &[],
    module: "flatten",
    arguments: &[DATA_FORMAT],
    weights: Weights::None,
    work: Work::Never,
};
