//! What the layers share that apply an activation function, or pass values on as they are.

use crate::activations::Activation;
use crate::description::Description;
use crate::op::{Backward, Forward, Gradient};
use crate::scalar::Scalar;
use crate::shape::Shape;

/// A layer that applies a function.
#[inline]
pub(super) const fn describe(input: Shape, function: Activation) -> Description {
    Description::new(input)
        .unrolls(input.len().saturating_mul(4), 0)
        .activation(function)
        .backward_reads(function.needs_input(), function.needs_output())
}

/// Applies a function.
pub(super) fn run<T: Scalar>(function: Activation, last: usize, f: Forward<'_, T>) {
    f.output.copy_from_slice(f.input());
    if !f.logits {
        function.apply(f.pass.isa, f.output, last);
    }
}

/// The gradient of [`run`]. The input is at hand in backward, so such a layer needs no tape.
pub(super) fn run_backward<T: Scalar>(function: Activation, last: usize, b: Backward<'_, T>) {
    let input = b.input();
    let d_input = &mut b.d_inputs[0];
    if d_input.is_wanted() {
        if !b.logits {
            function.gradient(b.pass.isa, input, b.output, b.d_output, last);
        }
        pass_on(b.d_output, d_input);
    }
}

/// The gradient of a copy, where it is wanted.
pub(super) fn pass_on<T: Scalar>(d_output: &[T], d_input: &mut Gradient<'_, T>) {
    if d_input.accumulate {
        d_input.values.iter_mut().zip(d_output).for_each(|(sum, d)| *sum += *d);
    } else if d_input.is_wanted() {
        d_input.values.copy_from_slice(d_output);
    }
}
