//! `Reshape(target_shape)`.

use super::{Argument, Kind, Layer, Weights, Work};

pub(super) const LAYER: Layer = Layer {
    class: "Reshape",
    aliases: &[],
    module: "reshape",
    arguments: &[Argument::required("target_shape", Kind::Shape)],
    weights: Weights::None,
    work: Work::Never,
};
