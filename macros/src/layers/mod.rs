//! The registry of layers: one file each, of the same name as the runtime's.
//!
//! A file says what a layer is called, which arguments it takes, and how the runtime's type and
//! operation are made. No later stage knows a layer by its name.

mod activation;
mod average_pooling2d;
mod conv2d;
mod dense;
mod dropout;
mod elu;
mod flatten;
mod foreign;
mod leaky_re_lu;
mod max_pooling2d;
mod re_lu;
mod reshape;
mod softmax;

pub(crate) use foreign::explain;

use crate::words::Words;

/// A layer, as the macro knows it.
#[derive(Debug)]
pub(crate) struct Layer {
    /// Keras's class name, which is the runtime's struct too.
    pub(crate) class: &'static str,
    /// Keras's other names for it.
    pub(crate) aliases: &'static [&'static str],
    /// The runtime's module, `netform::layers::MODULE`.
    pub(crate) module: &'static str,
    /// The arguments in Keras's order.
    pub(crate) arguments: &'static [Argument],
    /// What its field holds.
    pub(crate) weights: Weights,
    /// Whether there is something to compute.
    pub(crate) work: Work,
}

/// What a layer's field holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Weights {
    /// A unit struct.
    None,
    /// A struct of matrices, `Dense<IN, UNITS, BIAS, T>`: the operation's methods that give the
    /// const parameters, in order.
    Sized(&'static [&'static str]),
}

/// Whether there is something to compute.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Work {
    /// In every pass.
    Always,
    /// In training only; in inference the output is the input.
    Training,
    /// Never: the output is the input's memory with another shape.
    Never,
}

/// An argument of a layer, an activation or an initialiser.
#[derive(Debug)]
pub(crate) struct Argument {
    /// Keras's name.
    pub(crate) name: &'static str,
    pub(crate) kind: Kind,
    pub(crate) is_required: bool,
}

/// What an argument takes.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Kind {
    /// A number of things: any constant expression of type `usize`.
    Size,
    /// Two sizes, or one for both.
    Pair,
    /// `true` or `false`.
    Bool,
    /// A real number.
    Number,
    /// The seed of random numbers.
    Seed,
    /// An axis in Keras's numbering: 1 is the first per-sample axis, -1 the last.
    Axis,
    /// A shape as a tuple, with at most one -1.
    Shape,
    /// One of some words.
    Word(&'static Words),
    /// Keras's argument that netform has no use for, and why.
    Absent(&'static str),
}

impl Argument {
    pub(crate) const fn required(name: &'static str, kind: Kind) -> Self {
        Self { name, kind, is_required: true }
    }

    pub(crate) const fn optional(name: &'static str, kind: Kind) -> Self {
        Self { name, kind, is_required: false }
    }
}

/// Keras's `data_format`.
const DATA_FORMAT: Argument = Argument::optional(
    "data_format",
    Kind::Absent("images are always `[height, width, channels]`: leave `data_format` out"),
);

/// All layers.
pub(crate) const LAYERS: &[&Layer] = &[
    &activation::LAYER,
    &average_pooling2d::LAYER,
    &conv2d::LAYER,
    &dense::LAYER,
    &dropout::LAYER,
    &elu::LAYER,
    &flatten::LAYER,
    &leaky_re_lu::LAYER,
    &max_pooling2d::LAYER,
    &re_lu::LAYER,
    &reshape::LAYER,
    &softmax::LAYER,
];

/// The layer of a class or alias.
pub(crate) fn find(class: &str) -> Option<&'static Layer> {
    LAYERS.iter().copied().find(|layer| layer.class == class || layer.aliases.contains(&class))
}
