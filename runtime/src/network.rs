//! What every declared network is.

use crate::activations::Activation;
use crate::description::Description;
use crate::dims::Shapes;
use crate::op::Gradient;
pub use crate::op::Pass;
use crate::params::Params;
use crate::plan::Slot;
use crate::sample::Sample;
use crate::shape::Shape;
pub use crate::threads::Threads;

/// A layer as a network's tables list it: for summaries, files and initial weights.
#[derive(Clone, Copy, Debug)]
pub struct LayerInfo {
    /// The field's name.
    pub name: &'static str,
    /// Keras's class name, or the network's for a network within a network.
    pub class: &'static str,
    /// Output shape, weights and memory.
    pub description: &'static Description,
    /// The layers of a network within the network; their weights are this layer's.
    pub layers: &'static [LayerInfo],
    /// False when the layer's weights are frozen.
    pub trainable: bool,
}

/// A named input or output; the name is empty where there is only one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Port {
    /// The declared name.
    pub name: &'static str,
    /// The per-sample shape.
    pub shape: Shape,
}

/// An output during training: where its values and their gradient lie.
#[derive(Clone, Copy, Debug)]
pub struct Head {
    /// The activation that ends it.
    pub activation: Activation,
    /// Where forward leaves the values.
    pub output: Slot,
    /// Where backward expects the gradient.
    pub d_output: Slot,
}

/// The memory of a pass, in elements.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Memory {
    /// Planned buffers, a sample.
    pub per_sample: usize,
    /// Scratch, whatever the batch.
    pub scratch: usize,
}

impl Memory {
    /// The elements that a batch needs.
    #[inline]
    #[must_use]
    pub const fn elements(&self, batch: usize) -> usize {
        self.per_sample * batch + self.scratch
    }

    /// The elements that a batch needs on some threads.
    #[inline]
    #[must_use]
    pub const fn on(&self, threads: Threads, batch: usize) -> usize {
        self.per_sample * batch + self.scratch * threads.count()
    }

    /// Cuts memory into the planned buffers of a batch and scratch.
    fn split<T>(self, batch: usize, memory: &mut [T]) -> (&mut [T], &mut [T]) {
        memory.split_at_mut(self.per_sample * batch)
    }
}

/// A declared network: weights, tables and generated passes.
///
/// Implemented by [`network!`](crate::network!); the passes are for training loops of one's own.
/// Values of a batch lie one sample after another in flat slices.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no network",
    label = "not declared by `network!`",
    note = "of a compiled model, `model.network()` is the network"
)]
pub trait Network: Params {
    /// One sample of the input.
    type Input: Sample<Self::Scalar>;
    /// One sample of the output.
    type Output: Sample<Self::Scalar>;

    /// The last activation, for losses: one of [`ending`](crate::activations::ending).
    type Ending: 'static;

    /// The inputs of a layer that the network is.
    #[doc(hidden)]
    type LayerInput: Shapes;
    /// The outputs of a layer that the network is.
    #[doc(hidden)]
    type LayerOutput: Shapes;

    /// A trainer within the methods of a compiled model.
    #[cfg(feature = "std")]
    #[doc(hidden)]
    type Methods<O, L, M>: crate::training::Around<crate::training::Trainer<Self, O, L, M>>;

    /// The struct's name.
    const NAME: &'static str;
    /// The inputs, in declared order.
    const INPUT_PORTS: &'static [Port];
    /// The outputs, in declared order.
    const OUTPUT_PORTS: &'static [Port];
    /// The layers, in the order of the fields; layers without weights among them.
    const LAYERS: &'static [LayerInfo];
    /// The number of weights that training changes by gradients.
    const TRAINABLE: usize;
    /// The length of the gradients: layer after layer those of its trainable weights, and behind
    /// them what its statistics move by (see [`BatchNormalization`](crate::layers::BatchNormalization)).
    const GRADIENTS: usize;
    /// The outputs during training.
    const HEADS: &'static [Head];
    /// The memory of [`infer`](Self::infer).
    const INFERENCE: Memory;
    /// The memory of [`forward`](Self::forward) and [`backward`](Self::backward).
    const TRAINING: Memory;

    /// The outputs during training within another network, which wants the inputs' gradients.
    #[doc(hidden)]
    const NESTED_HEADS: &'static [Head];
    /// The memory of training within another network.
    #[doc(hidden)]
    const NESTED: Memory;

    /// Whether a prediction of one sample is in one piece: of networks that are small enough.
    #[doc(hidden)]
    const UNROLLS: bool = false;

    /// Predicts a sample in one piece, where `UNROLLS`; else it does nothing.
    #[doc(hidden)]
    #[inline]
    fn predict_unrolled(&self, input: &Self::Input, output: &mut Self::Output) {
        let _ = (input, output);
    }

    #[doc(hidden)]
    fn run_infer(
        &self,
        pass: Pass,
        inputs: &[&[Self::Scalar]],
        outputs: &mut [&mut [Self::Scalar]],
        memory: &mut [Self::Scalar],
        scratch: &mut [Self::Scalar],
    );

    #[doc(hidden)]
    fn run_forward<const NESTED: bool>(
        &self,
        pass: Pass,
        inputs: &[&[Self::Scalar]],
        logits: &[bool],
        memory: &mut [Self::Scalar],
        scratch: &mut [Self::Scalar],
    );

    #[doc(hidden)]
    #[allow(clippy::too_many_arguments, reason = "one call, in generated code")]
    fn run_backward<const NESTED: bool>(
        &self,
        pass: Pass,
        inputs: &[&[Self::Scalar]],
        logits: &[bool],
        memory: &mut [Self::Scalar],
        scratch: &mut [Self::Scalar],
        gradients: &mut [Self::Scalar],
        accumulate: bool,
        d_inputs: &mut [Gradient<'_, Self::Scalar>],
    );

    /// Predicts a batch: from the inputs, one slice each, to the outputs, one slice each, in
    /// `memory` of at least `INFERENCE.elements(batch)`.
    fn infer(
        &self,
        pass: Pass,
        inputs: &[&[Self::Scalar]],
        outputs: &mut [&mut [Self::Scalar]],
        memory: &mut [Self::Scalar],
    ) {
        let (memory, scratch) = Self::INFERENCE.split(pass.batch, memory);
        self.run_infer(pass, inputs, outputs, memory, scratch);
    }

    /// The forward pass of a training step. It leaves the outputs at their [`Head`]s in `memory`,
    /// of at least `TRAINING.elements(batch)`. An output whose `logits` is true is left as it is
    /// before its last activation.
    fn forward(&self, pass: Pass, inputs: &[&[Self::Scalar]], logits: &[bool], memory: &mut [Self::Scalar]) {
        let (memory, scratch) = Self::TRAINING.split(pass.batch, memory);
        self.run_forward::<false>(pass, inputs, logits, memory, scratch);
    }

    /// The backward pass of a training step, after [`forward`](Self::forward) with the same
    /// arguments and once the gradient of the loss stands at every [`Head`]'s `d_output`. It
    /// overwrites `gradients`, `GRADIENTS` elements, layer after layer.
    fn backward(
        &self,
        pass: Pass,
        inputs: &[&[Self::Scalar]],
        logits: &[bool],
        memory: &mut [Self::Scalar],
        gradients: &mut [Self::Scalar],
    ) {
        let (memory, scratch) = Self::TRAINING.split(pass.batch, memory);
        self.run_backward::<false>(pass, inputs, logits, memory, scratch, gradients, false, &mut []);
    }
}
