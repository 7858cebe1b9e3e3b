//! `Dropout(rate, noise_shape, seed)`.

use super::{Argument, Kind, Layer, Weights, Work};

pub(super) const LAYER: Layer = Layer {
    class: "Dropout",
    aliases: &[],
    module: "dropout",
    arguments: &[
        Argument::required("rate", Kind::Number),
        Argument::optional(
            "noise_shape",
            Kind::Absent("every element is dropped on its own: leave `noise_shape` out"),
        ),
        Argument::optional("seed", Kind::Seed),
    ],
    weights: Weights::None,
    work: Work::Training,
};
