//! `Dot(axes, normalize)`.

use super::{Argument, Inputs, Kind, Layer};

pub(super) const LAYER: Layer = Layer {
    arguments: &[
        // Optional as in Keras's function `dot`, which is the same layer here.
        Argument::optional("axes", Kind::Axes),
        Argument::optional("normalize", Kind::Bool),
    ],
    inputs: Inputs::Two,
    ..Layer::merge("Dot", "dot", &["dot"])
};
