//! Two layers beside each other.

use super::parts::{cut, describe, gradients, info, lend, max, outputs};
use crate::description::{Description, Tensor};
use crate::dims::Dims;
use crate::layer::{Backward, Forward, Layer, Weights};
use crate::network::LayerInfo;
use crate::params::Params;

/// Two layers that take the same input: `(first(x), second(x))`, two values.
///
/// # Gradients
/// The input's is the sum of both.
#[derive(Clone, Copy, Debug, PartialEq)]
#[repr(C)]
pub struct Parallel<A, B> {
    /// The layer that gives the first value.
    pub first: A,
    /// The layer that gives the second.
    pub second: B,
}

// SAFETY: `repr(C)` of two sequences of the same scalar, without padding.
unsafe impl<A: Params, B: Params<Scalar = A::Scalar>> Params for Parallel<A, B> {
    type Scalar = A::Scalar;
}

impl<A: Layer, B: Layer<Scalar = A::Scalar>> Parallel<A, B> {
    const FIRST: &'static Description = &describe::<A>();
    const SECOND: &'static Description = &describe::<B>();
}

impl<A: Layer, B: Layer<Scalar = A::Scalar>> Weights for Parallel<A, B> {
    const TENSORS: &'static [Tensor] = &[];
    const LAYERS: &'static [LayerInfo] =
        &[info::<A>("first", Self::FIRST), info::<B>("second", Self::SECOND)];
    const TRAINABLE: usize = A::TRAINABLE + B::TRAINABLE;
    const GRADIENTS: usize = A::GRADIENTS + B::GRADIENTS;
}

#[diagnostic::do_not_recommend]
impl<A, B> Layer for Parallel<A, B>
where
    A: Layer<Output: Dims>,
    B: Layer<Scalar = A::Scalar, Input = A::Input, Output: Dims>,
{
    type Input = A::Input;
    type Output = (A::Output, B::Output);

    const TAPE: usize = A::TAPE + B::TAPE;
    const WORKSPACE: usize = A::WORKSPACE + B::WORKSPACE;
    const SCRATCH: usize = max(A::SCRATCH, B::SCRATCH);
    const INFERENCE_SCRATCH: usize = max(A::INFERENCE_SCRATCH, B::INFERENCE_SCRATCH);

    fn forward(&self, f: Forward<'_, A::Scalar>) {
        let pass = f.pass;
        let (mut memory, mut output) = (f.tape, f.output);
        let kept = if pass.training { A::TAPE } else { A::WORKSPACE };
        let own = cut(&mut memory, kept * pass.batch);
        let first = cut(&mut output, outputs::<A>() * pass.batch);
        self.first.forward(Forward {
            pass,
            node: f.node * 2 + 1,
            params: &[],
            inputs: f.inputs,
            output: first,
            tape: own,
            scratch: f.scratch,
            logits: false,
        });
        self.second.forward(Forward {
            pass,
            node: f.node * 2 + 2,
            params: &[],
            inputs: f.inputs,
            output,
            tape: memory,
            scratch: f.scratch,
            logits: false,
        });
    }

    fn backward(&self, b: Backward<'_, A::Scalar>) {
        let pass = b.pass;
        let (mut memory, mut d_output) = (b.tape, b.d_output);
        let own = cut(&mut memory, A::TAPE * pass.batch);
        let len = outputs::<A>() * pass.batch;
        let (output, other) = b.output.split_at(len.min(b.output.len()));
        let count = b.d_inputs.len();
        let (d_first, d_second) = gradients::<A, _>(b.d_params);
        self.first.backward(Backward {
            pass,
            node: b.node * 2 + 1,
            params: &[],
            inputs: b.inputs,
            output,
            tape: own,
            d_output: cut(&mut d_output, len),
            d_inputs: &mut lend(b.d_inputs)[..count],
            d_params: d_first,
            scratch: &mut *b.scratch,
            logits: false,
        });
        for d_input in b.d_inputs.iter_mut() {
            d_input.accumulate = true;
        }
        self.second.backward(Backward {
            pass,
            node: b.node * 2 + 2,
            params: &[],
            inputs: b.inputs,
            output: other,
            tape: memory,
            d_output,
            d_inputs: b.d_inputs,
            d_params: d_second,
            scratch: b.scratch,
            logits: false,
        });
    }
}
