//! One layer after another.

use super::Feeds;
use super::parts::{cut, describe, gradients, info, max, outputs};
use crate::description::{Description, Tensor};
use crate::layer::{Backward, Forward, Gradient, Layer, Weights};
use crate::network::LayerInfo;
use crate::params::Params;

/// `second` after `first`: `y = second(first(x))`.
///
/// # Gradients
/// The chain rule: the gradient of what is between both is computed, and passed on.
#[derive(Clone, Copy, Debug, PartialEq)]
#[repr(C)]
pub struct Then<A, B> {
    /// The layer that takes the input.
    pub first: A,
    /// The layer that gives the output.
    pub second: B,
}

// SAFETY: `repr(C)` of two sequences of the same scalar, without padding.
unsafe impl<A: Params, B: Params<Scalar = A::Scalar>> Params for Then<A, B> {
    type Scalar = A::Scalar;
}

impl<A: Layer, B: Layer<Scalar = A::Scalar>> Then<A, B> {
    const FIRST: &'static Description = &describe::<A>();
    const SECOND: &'static Description = &describe::<B>();
}

impl<A: Layer, B: Layer<Scalar = A::Scalar>> Weights for Then<A, B> {
    const TENSORS: &'static [Tensor] = &[];
    const LAYERS: &'static [LayerInfo] =
        &[info::<A>("first", Self::FIRST), info::<B>("second", Self::SECOND)];
    const TRAINABLE: usize = A::TRAINABLE + B::TRAINABLE;
    const GRADIENTS: usize = A::GRADIENTS + B::GRADIENTS;
}

#[diagnostic::do_not_recommend]
impl<A: Layer + Feeds<B>, B: Layer<Scalar = A::Scalar, Input = A::Output>> Layer for Then<A, B> {
    type Input = A::Input;
    type Output = B::Output;

    // What is between both, and its gradient.
    const TAPE: usize = A::TAPE + B::TAPE + 2 * outputs::<A>();
    const WORKSPACE: usize = A::WORKSPACE + B::WORKSPACE + outputs::<A>();
    const SCRATCH: usize = max(A::SCRATCH, B::SCRATCH);
    const INFERENCE_SCRATCH: usize = max(A::INFERENCE_SCRATCH, B::INFERENCE_SCRATCH);

    fn forward(&self, f: Forward<'_, A::Scalar>) {
        let pass = f.pass;
        let mut memory = f.tape;
        let (first, second) = if pass.training { (A::TAPE, B::TAPE) } else { (A::WORKSPACE, B::WORKSPACE) };
        let middle = cut(&mut memory, outputs::<A>() * pass.batch);
        let first = cut(&mut memory, first * pass.batch);
        let second = cut(&mut memory, second * pass.batch);
        let node = f.node;
        self.first.forward(Forward {
            pass,
            node: node * 2 + 1,
            params: &[],
            inputs: f.inputs,
            output: middle,
            tape: first,
            scratch: f.scratch,
            logits: false,
        });
        self.second.forward(Forward {
            pass,
            node: node * 2 + 2,
            params: &[],
            inputs: &[middle],
            output: f.output,
            tape: second,
            scratch: f.scratch,
            logits: false,
        });
    }

    fn backward(&self, b: Backward<'_, A::Scalar>) {
        let pass = b.pass;
        let mut memory = b.tape;
        let middle = cut(&mut memory, outputs::<A>() * pass.batch);
        let first = cut(&mut memory, A::TAPE * pass.batch);
        let second = cut(&mut memory, B::TAPE * pass.batch);
        let d_middle = cut(&mut memory, outputs::<A>() * pass.batch);
        let (d_first, d_second) = gradients::<A, _>(b.d_params);
        self.second.backward(Backward {
            pass,
            node: b.node * 2 + 2,
            params: &[],
            inputs: &[middle],
            output: b.output,
            tape: second,
            d_output: b.d_output,
            d_inputs: &mut [Gradient { values: d_middle, accumulate: false }],
            d_params: d_second,
            scratch: b.scratch,
            logits: false,
        });
        self.first.backward(Backward {
            pass,
            node: b.node * 2 + 1,
            params: &[],
            inputs: b.inputs,
            output: middle,
            tape: first,
            d_output: d_middle,
            d_inputs: b.d_inputs,
            d_params: d_first,
            scratch: b.scratch,
            logits: false,
        });
    }
}
