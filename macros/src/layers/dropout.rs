//! `Dropout(rate, noise_shape, seed)`.

use super::{Argument, Kind, Layer, Work};

pub(super) const LAYER: Layer = Layer {
    arguments: &[
        Argument::required("rate", Kind::Number),
        Argument::optional(
            "noise_shape",
            Kind::Absent("every element is dropped on its own: leave `noise_shape` out"),
        ),
        Argument::optional("seed", Kind::Seed),
    ],
    work: Work::Training,
    symbolic: Some(crate::check::symbolic::same),
    ..Layer::new("Dropout", "dropout")
};
