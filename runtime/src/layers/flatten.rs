//! Joins all axes.

use super::elementwise;
use crate::description::Description;
use crate::message::Site;
use crate::op::{Backward, Forward, precompile};
use crate::scalar::Scalar;
use crate::shape::{Shape, UNKNOWN};

/// Joins all axes into one, after [Keras's `Flatten`](https://keras.io/api/layers/reshaping_layers/flatten/).
/// The values do not move: within a network it costs nothing at run time.
///
/// # Shapes
/// `[a, b, ..]` to `[a·b·..]`.
///
/// # Gradients
/// `d_input` is `d_output` in the input's shape.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[repr(C)]
pub struct Flatten;

/// The operation of [`Flatten`]: a view, so that there is nothing to compute but the copy that a
/// network's own input or output needs.
#[derive(Clone, Copy, Debug)]
pub struct Op {
    input: Shape,
}

impl Op {
    /// `Flatten()` of an input.
    #[inline]
    #[must_use]
    pub const fn new(inputs: &[Shape]) -> Self {
        Self { input: inputs[0] }
    }

    /// What the operation needs and gives.
    #[inline]
    #[must_use]
    pub const fn describe(&self, _site: Site) -> Description {
        let len = if self.input.is_known() { self.input.len() } else { UNKNOWN };
        Description::new(Shape::new(&[len])).backward_reads(false, false)
    }

    #[expect(clippy::unused_self, reason = "`precompile!` calls a method")]
    fn run<T: Scalar>(&self, f: Forward<'_, T>) {
        f.output.copy_from_slice(f.input());
    }

    #[expect(clippy::unused_self, reason = "`precompile!` calls a method")]
    fn run_backward<T: Scalar>(&self, b: Backward<'_, T>) {
        elementwise::pass_on(b.d_output, &mut b.d_inputs[0]);
    }
}

precompile!(Op);

#[cfg(test)]
mod tests {
    use super::*;
    use crate::layers::test::{check, random};

    const SITE: Site = Site::new(["flatten", "Flatten"], ["conv", "Conv2D"]);

    #[test]
    fn joins_all_axes() {
        let op = Op::new(&[Shape::new(&[2, 3, 4])]);
        assert_eq!(op.describe(SITE).output, Shape::new(&[24]));
        check(&op, &op.describe(SITE), 2, &[random(48, 1)], &[]);
    }

    #[test]
    fn an_unknown_axis_stays_unknown() {
        let description = Op::new(&[Shape::new(&[UNKNOWN, 4])]).describe(SITE);
        assert_eq!(description.output, Shape::new(&[UNKNOWN]));
        assert!(description.problem.is_none());
    }
}
