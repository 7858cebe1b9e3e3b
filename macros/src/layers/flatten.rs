//! `Flatten(data_format)`.

use super::{DATA_FORMAT, Layer, Work};

pub(super) const LAYER: Layer =
    Layer { arguments: &[DATA_FORMAT], work: Work::Never, ..Layer::new("Flatten", "flatten") };
