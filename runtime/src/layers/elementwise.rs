//! What the layers share that apply an activation function, or pass values on as they are.

use crate::activations::Activation;
use crate::description::Description;
use crate::layers::combine::Combine;
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

/// The elements that are treated together, while they are in the first-level cache: whole rows of the
/// last axis.
const fn piece(last: usize) -> usize {
    const MOST: usize = 4096;
    if last == 0 {
        1
    } else if last > MOST {
        last
    } else {
        MOST / last * last
    }
}

/// Applies a function.
pub(super) fn run<T: Scalar>(function: Activation, last: usize, f: Forward<'_, T>) {
    if f.logits {
        return f.output.copy_from_slice(f.input());
    }
    let input = f.input();
    for (y, x) in f.output.chunks_mut(piece(last)).zip(input.chunks(piece(last))) {
        y.copy_from_slice(x);
        function.apply(f.pass.isa, y, last);
    }
}

/// The gradient of [`run`]. The input is at hand in backward, so such a layer needs no tape.
pub(super) fn run_backward<T: Scalar>(function: Activation, last: usize, b: Backward<'_, T>) {
    let (input, output) = (b.input(), b.output);
    let [d_input, ..] = b.d_inputs else { return };
    if b.logits || !d_input.is_wanted() {
        return pass_on(b.d_output, d_input);
    }
    let accumulate = d_input.accumulate;
    let pieces = b.d_output.chunks_mut(piece(last)).zip(d_input.values.chunks_mut(piece(last)));
    for (index, (d_y, d_x)) in pieces.enumerate() {
        let range = index * piece(last)..index * piece(last) + d_y.len();
        // What the function does not read is not there.
        let [x, y] = [input, output].map(|values| values.get(range.clone()).unwrap_or_default());
        function.gradient(b.pass.isa, x, y, d_y, last);
        pass_on(d_y, &mut Gradient { values: d_x, accumulate });
    }
}

/// The gradient of a copy, where it is wanted.
pub(super) fn pass_on<T: Scalar>(d_output: &[T], d_input: &mut Gradient<'_, T>) {
    if d_input.accumulate {
        Combine::Sum.each(d_input.values, d_output);
    } else if d_input.is_wanted() {
        d_input.values.copy_from_slice(d_output);
    }
}
