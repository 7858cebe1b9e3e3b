//! `ELU(alpha)`.

use super::{Argument, Kind, Layer};

pub(super) const LAYER: Layer =
    Layer { arguments: &[Argument::optional("alpha", Kind::Number)], ..Layer::new("ELU", "elu") };
