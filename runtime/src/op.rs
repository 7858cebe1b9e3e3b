//! The contract between generated code and layers.
//!
//! An *operation* is a constant that knows its layer's arguments and its input's shape. The macro
//! makes one for every layer that it applies, and everything else about the layer follows from it:
//! `describe` (an inherent `const fn`) gives the output's shape, weights, memory and mistakes;
//! [`Op`] computes. All memory comes from the caller, so a pass allocates nothing.
//!
//! Values of a batch lie one sample after another; a sample lies as its matrix does.

use crate::kernels::{Isa, Register};
use crate::scalar::Scalar;
use crate::threads::Threads;

/// What every operation of one pass knows.
#[derive(Clone, Copy, Debug)]
pub struct Pass {
    /// The number of samples.
    pub batch: usize,
    /// The instruction set that the kernels use.
    pub isa: Isa,
    /// True while training: dropout drops.
    pub training: bool,
    /// True within a layer that is frozen: statistics of the batch are not taken, and stay.
    pub frozen: bool,
    /// The seed of this step's randomness.
    pub seed: u64,
    /// The index of the first sample within the step, so that a batch in parts draws the same
    /// random numbers as a batch in one.
    pub first: usize,
    /// The threads that may share the work. For each there is scratch memory.
    pub threads: Threads,
}

impl Pass {
    /// A pass that predicts.
    #[must_use]
    pub fn inference(batch: usize) -> Self {
        Self { batch, ..Self::predicting_one(Isa::detect()) }
    }

    /// A pass that predicts one sample.
    #[inline]
    #[must_use]
    pub const fn predicting_one(isa: Isa) -> Self {
        Self { batch: 1, isa, training: false, frozen: false, seed: 0, first: 0, threads: Threads::ONE }
    }

    /// The same pass, predicting: for what is frozen within a pass that trains.
    #[must_use]
    pub fn predicting(mut self) -> Self {
        self.training = false;
        self
    }

    /// The same pass for a layer that is frozen.
    #[must_use]
    pub fn frozen(mut self) -> Self {
        self.frozen = true;
        self
    }

    /// A pass that trains, with the seed of its step.
    #[must_use]
    pub fn training(batch: usize, seed: u64) -> Self {
        Self { training: true, seed, ..Self::inference(batch) }
    }
}

/// What an operation gets in the forward pass.
#[derive(Debug)]
pub struct Forward<'a, T> {
    /// The pass.
    pub pass: Pass,
    /// The operation's number in its network: its stream of random numbers.
    pub node: u64,
    /// The layer's weights, tensor after tensor.
    pub params: &'a [T],
    /// The inputs, each of a whole batch.
    pub inputs: &'a [&'a [T]],
    /// The output of the batch, with any content before.
    pub output: &'a mut [T],
    /// What backward will get: `batch` × the description's `tape`. In inference `batch` × the
    /// description's `workspace`, which is 0 for most.
    pub tape: &'a mut [T],
    /// Working memory with any content: at least the description's `scratch`.
    pub scratch: &'a mut [T],
    /// Leaves out the final activation, because the loss takes logits.
    pub logits: bool,
}

impl<'a, T> Forward<'a, T> {
    /// The only input.
    #[must_use]
    pub fn input(&self) -> &'a [T] {
        self.inputs.first().copied().unwrap_or(&[])
    }
}

/// A gradient to compute.
#[derive(Debug)]
pub struct Gradient<'a, T> {
    /// Where it goes; empty when nobody wants it.
    pub values: &'a mut [T],
    /// True to add to what is there, false to overwrite it.
    pub accumulate: bool,
}

impl<T> Gradient<'_, T> {
    /// The same gradient, for as long as it is lent.
    pub(crate) fn lend(&mut self) -> Gradient<'_, T> {
        Gradient { values: &mut *self.values, accumulate: self.accumulate }
    }

    /// False when the gradient is not to be computed.
    #[must_use]
    pub fn is_wanted(&self) -> bool {
        !self.values.is_empty()
    }
}

/// What an operation gets in the backward pass.
#[derive(Debug)]
pub struct Backward<'a, T> {
    /// The pass, as in forward.
    pub pass: Pass,
    /// The operation's number, as in forward.
    pub node: u64,
    /// The layer's weights, tensor after tensor.
    pub params: &'a [T],
    /// The inputs of the forward pass.
    pub inputs: &'a [&'a [T]],
    /// The output of the forward pass.
    pub output: &'a [T],
    /// What forward kept; the operation may overwrite it.
    pub tape: &'a mut [T],
    /// The gradient of the loss with respect to the output; the operation may overwrite it.
    pub d_output: &'a mut [T],
    /// The gradients with respect to the inputs.
    pub d_inputs: &'a mut [Gradient<'a, T>],
    /// The gradients with respect to the trainable weights, tensor after tensor; behind them the
    /// description's moves.
    pub d_params: Gradient<'a, T>,
    /// Working memory with any content: at least the description's `scratch`.
    pub scratch: &'a mut [T],
    /// `d_output` is already with respect to the values before the final activation.
    pub logits: bool,
}

impl<'a, T> Backward<'a, T> {
    /// The only input.
    #[must_use]
    pub fn input(&self) -> &'a [T] {
        self.inputs.first().copied().unwrap_or(&[])
    }
}

/// An operation that computes on batches.
///
/// Implemented for `f32` and `f64` by concrete methods (see `precompile!`), so that debug builds have those
/// for `f32` from this crate, with its optimisation level.
///
/// Where a description says how much [`work`](crate::description::Description::work) a sample is,
/// `forward` may be called for parts of the batch at the same time, and `backward` too: first for parts
/// and without weights' gradients, then for the whole batch, with `logits`, for these alone. An operation that
/// [`shares_backward`](Self::shares_backward) gets it whole.
pub trait Op<T: Scalar>: Sync {
    /// Computes the output of a batch.
    fn forward(&self, forward: Forward<'_, T>);

    /// As `forward`, as a part of a prediction in one piece, where the operation is a constant.
    #[inline(always)]
    #[allow(clippy::inline_always, reason = "code has to end up in functions of its instruction set")]
    fn unrolled<V: Register<Scalar = T>, const LAST: usize>(&self, forward: Forward<'_, T>)
    where
        Self: Sized,
    {
        self.forward(forward);
    }

    /// Computes the gradients from the output's gradient.
    fn backward(&self, backward: Backward<'_, T>);

    /// Whether `backward` shares its work among the threads of the pass by itself.
    fn shares_backward(&self) -> bool {
        false
    }
}

/// Implements [`Op`] for an operation by its generic inherent functions `run` and `run_backward`,
/// `unrolled` by another where named, and [`shares_backward`](Op::shares_backward) by a constant where named. Debug
/// builds find it compiled here, others compile it where it is used: a program has few of the layers. So it always
/// is for `f64`, which few use.
macro_rules! precompile {
    ($op:ty $(, $unrolled:ident)? $(; $shares:ident)?) => {
        $crate::op::precompile!(@ $op, f32, [#[cfg_attr(not(debug_assertions), inline)]] $(, $unrolled)? $(; $shares)?);
        $crate::op::precompile!(@ $op, f64, [#[inline]] $(, $unrolled)? $(; $shares)?);
    };
    (@ $op:ty, $scalar:ty, [$(#[$where:meta])?] $(, $unrolled:ident)? $(; $shares:ident)?) => {
        impl $crate::op::Op<$scalar> for $op {
            $(
                #[inline(always)]
                #[allow(clippy::inline_always, reason = "as the trait's")]
                fn unrolled<V: $crate::kernels::Register<Scalar = $scalar>, const LAST: usize>(
                    &self,
                    forward: $crate::op::Forward<'_, $scalar>,
                ) {
                    Self::$unrolled::<$scalar, V, LAST>(self, forward);
                }
            )?

            $(#[$where])?
            fn forward(&self, forward: $crate::op::Forward<'_, $scalar>) {
                self.run(forward);
            }

            $(#[$where])?
            fn backward(&self, backward: $crate::op::Backward<'_, $scalar>) {
                self.run_backward(backward);
            }

            $(
                fn shares_backward(&self) -> bool {
                    Self::$shares
                }
            )?
        }
    };
}
pub(crate) use precompile;
