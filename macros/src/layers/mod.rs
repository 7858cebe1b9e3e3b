//! The registry of layers: one file each, of the same name as the runtime's.
//!
//! A file says what a layer is called, which arguments it takes, and how the runtime's type and
//! operation are made. No later stage knows a layer by its name.

mod activation;
mod add;
mod average;
mod average_pooling2d;
mod batch_normalization;
mod concatenate;
mod conv1d;
mod conv2d;
mod dense;
mod depthwise_conv2d;
mod dot;
mod dropout;
mod elu;
mod flatten;
mod foreign;
mod global_average_pooling1d;
mod global_average_pooling2d;
mod global_max_pooling1d;
mod global_max_pooling2d;
mod gru;
mod leaky_re_lu;
mod lstm;
mod max_pooling2d;
mod maximum;
mod minimum;
mod multiply;
mod re_lu;
mod recurrent;
mod rescaling;
mod reshape;
mod simple_rnn;
mod softmax;
mod subtract;
mod zero_padding2d;

pub(crate) use foreign::mistaken;

use crate::check::symbolic;
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
    /// How many values it is applied to.
    pub(crate) inputs: Inputs,
    /// What it takes beside them by name, in the second parentheses.
    pub(crate) call: &'static [CallArgument],
    /// How many values it gives.
    pub(crate) outputs: Outputs,
    /// The functions that do the same: `add(a, b)`.
    pub(crate) functions: &'static [&'static str],
    /// What its field holds.
    pub(crate) weights: Weights,
    /// Whether there is something to compute.
    pub(crate) work: Work,
    /// The activation that it is, where no argument says so.
    pub(crate) activation: Option<&'static str>,
    /// How its sizes follow where they are no numbers, in generic networks; nothing where they are
    /// computed.
    pub(crate) symbolic: Option<symbolic::Rule>,
}

/// How many values a layer is applied to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Inputs {
    One,
    Two,
    TwoOrMore,
}

/// Values that a layer is given by name where it is applied, `initial_state = (h, c)`: inputs behind
/// the others, all of them or none.
#[derive(Debug)]
pub(crate) struct CallArgument {
    pub(crate) name: &'static str,
    /// What the values are called in messages.
    pub(crate) values: &'static [&'static str],
}

/// How many values a layer gives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Outputs {
    One,
    /// It depends on its arguments: the operation is told how many names are bound, by `bound`, and
    /// its description has the parts.
    Several,
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
    /// An axis of each of two values, or one for both.
    Axes,
    /// Sizes for the sides of an image: one for all, a pair for two sides each, or a pair of pairs.
    Sides,
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

    /// Whether it takes the activation that ends the layer.
    pub(crate) fn is_activation(&self) -> bool {
        self.name == "activation" && matches!(self.kind, Kind::Word(words) if words.noun == "activation")
    }

    pub(crate) const fn optional(name: &'static str, kind: Kind) -> Self {
        Self { name, kind, is_required: false }
    }
}

impl Layer {
    /// A layer without arguments and weights that computes its output from one input.
    const fn new(class: &'static str, module: &'static str) -> Self {
        Self {
            class,
            aliases: &[],
            module,
            arguments: &[],
            inputs: Inputs::One,
            call: &[],
            outputs: Outputs::One,
            functions: &[],
            weights: Weights::None,
            work: Work::Always,
            activation: None,
            symbolic: None,
        }
    }

    /// A layer that merges values, and the functions that do the same.
    const fn merge(class: &'static str, module: &'static str, functions: &'static [&'static str]) -> Self {
        Self {
            inputs: Inputs::TwoOrMore,
            functions,
            symbolic: Some(symbolic::same),
            ..Self::new(class, module)
        }
    }
}

/// Keras's `data_format`.
const DATA_FORMAT: Argument = Argument::optional(
    "data_format",
    Kind::Absent("images are always `[height, width, channels]`: leave `data_format` out"),
);

/// Keras's `data_format`, of layers over steps.
const STEP_FORMAT: Argument = Argument::optional(
    "data_format",
    Kind::Absent("sequences are always `[steps, channels]`: leave `data_format` out"),
);

/// All layers.
pub(crate) const LAYERS: &[&Layer] = &[
    &activation::LAYER,
    &add::LAYER,
    &average::LAYER,
    &average_pooling2d::LAYER,
    &batch_normalization::LAYER,
    &concatenate::LAYER,
    &conv1d::LAYER,
    &conv2d::LAYER,
    &dense::LAYER,
    &depthwise_conv2d::LAYER,
    &dot::LAYER,
    &dropout::LAYER,
    &elu::LAYER,
    &flatten::LAYER,
    &global_average_pooling1d::LAYER,
    &global_average_pooling2d::LAYER,
    &global_max_pooling1d::LAYER,
    &global_max_pooling2d::LAYER,
    &gru::LAYER,
    &leaky_re_lu::LAYER,
    &lstm::LAYER,
    &max_pooling2d::LAYER,
    &maximum::LAYER,
    &minimum::LAYER,
    &multiply::LAYER,
    &re_lu::LAYER,
    &rescaling::LAYER,
    &reshape::LAYER,
    &simple_rnn::LAYER,
    &softmax::LAYER,
    &subtract::LAYER,
    &zero_padding2d::LAYER,
];

/// The layer of a class or alias.
pub(crate) fn find(class: &str) -> Option<&'static Layer> {
    LAYERS.iter().copied().find(|layer| layer.class == class || layer.aliases.contains(&class))
}

/// The layer whose function has a name.
pub(crate) fn function(name: &str) -> Option<&'static Layer> {
    LAYERS.iter().copied().find(|layer| layer.functions.contains(&name))
}

/// The names of all functions that are layers.
pub(crate) fn functions() -> impl Iterator<Item = &'static str> + Clone {
    LAYERS.iter().flat_map(|layer| layer.functions.iter().copied())
}

/// The layer that copies its input, `Activation(linear)`.
pub(crate) const COPY: &Layer = &activation::LAYER;

/// The layer that scales and shifts, for numbers beside values.
pub(crate) const RESCALE: &Layer = &rescaling::LAYER;
