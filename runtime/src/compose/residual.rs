//! A layer beside a shortcut.

use super::Feeds;
use super::parts::{cut, describe, info, outputs};
use crate::description::{Description, Tensor};
use crate::layer::{Backward, Forward, Layer, Weights};
use crate::network::LayerInfo;
use crate::params::Params;

/// `y = x + inner(x)` (He et al. 2016), for a layer that gives what it takes.
#[derive(Clone, Copy, Debug, PartialEq)]
#[repr(transparent)]
pub struct Residual<A> {
    /// The layer beside the shortcut.
    pub inner: A,
}

// SAFETY: `repr(transparent)` over a sequence of scalars.
unsafe impl<A: Params> Params for Residual<A> {
    type Scalar = A::Scalar;
}

impl<A: Layer> Residual<A> {
    const INNER: &'static Description = &describe::<A>();
}

impl<A: Layer> Weights for Residual<A> {
    const TENSORS: &'static [Tensor] = &[];
    const LAYERS: &'static [LayerInfo] = &[info::<A>("inner", Self::INNER)];
    const TRAINABLE: usize = A::TRAINABLE;
    const GRADIENTS: usize = A::GRADIENTS;
}

#[diagnostic::do_not_recommend]
impl<A: Layer<Output = <A as Layer>::Input> + Feeds<A>> Layer for Residual<A> {
    type Input = A::Input;
    type Output = A::Input;

    // The inner layer's output, which its backward pass may read, is in no other memory.
    const TAPE: usize = A::TAPE + outputs::<A>();
    const WORKSPACE: usize = A::WORKSPACE;
    const SCRATCH: usize = A::SCRATCH;
    const INFERENCE_SCRATCH: usize = A::INFERENCE_SCRATCH;

    fn forward(&self, f: Forward<'_, A::Scalar>) {
        let (output, mut tape) = (f.output, f.tape);
        let kept = if f.pass.training { cut(&mut tape, output.len()) } else { &mut [] };
        self.inner.forward(Forward { output, tape, ..f });
        if f.pass.training {
            kept.copy_from_slice(output);
        }
        // Several values, if so, lie one after another on both sides.
        let mut rest = &mut *output;
        for input in f.inputs {
            let own = cut(&mut rest, input.len());
            own.iter_mut().zip(*input).for_each(|(y, x)| *y += *x);
        }
    }

    fn backward(&self, b: Backward<'_, A::Scalar>) {
        let mut rest = &*b.d_output;
        for (input, d_input) in b.inputs.iter().zip(b.d_inputs.iter_mut()) {
            let (own, others) = rest.split_at(input.len());
            rest = others;
            if !d_input.is_wanted() {
                continue;
            }
            if d_input.accumulate {
                d_input.values.iter_mut().zip(own).for_each(|(sum, d)| *sum += *d);
            } else {
                d_input.values.copy_from_slice(own);
            }
            // The inner layer adds to the shortcut's.
            d_input.accumulate = true;
        }
        let mut tape = b.tape;
        let output = cut(&mut tape, b.output.len());
        self.inner.backward(Backward { output, tape, ..b });
    }
}
