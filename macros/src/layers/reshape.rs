//! `Reshape(target_shape)`.

use super::{Argument, Kind, Layer, Work};

pub(super) const LAYER: Layer = Layer {
    arguments: &[Argument::required("target_shape", Kind::Shape)],
    work: Work::Never,
    ..Layer::new("Reshape", "reshape")
};
