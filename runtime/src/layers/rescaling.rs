//! A factor and an offset.

use crate::description::Description;
use crate::message::Site;
use crate::op::{Backward, Forward, precompile};
use crate::scalar::Scalar;
use crate::shape::Shape;

/// A factor and an offset, the same for every element, after
/// [Keras's `Rescaling`](https://keras.io/api/layers/preprocessing_layers/image_preprocessing/rescaling/):
/// `y = scale·x + offset`. Numbers beside values are such layers too: `0.5 * x`, `x / 2.0`, `-x`,
/// `x + 1.0`.
///
/// # Arguments
/// `Rescaling(scale, offset = 0)`
///
/// # Shapes
/// Any, and the same.
///
/// # Gradients
/// `d_input = scale·d_output`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[repr(C)]
pub struct Rescaling;

/// The operation of [`Rescaling`].
#[derive(Clone, Copy, Debug)]
pub struct Op {
    input: Shape,
    scale: f64,
    offset: f64,
}

impl Op {
    /// `Rescaling(scale)` of an input.
    #[inline]
    #[must_use]
    pub const fn new(inputs: &[Shape], scale: f64) -> Self {
        Self { input: inputs[0], scale, offset: 0.0 }
    }

    /// Sets `offset`.
    #[inline]
    #[must_use]
    pub const fn offset(mut self, offset: f64) -> Self {
        self.offset = offset;
        self
    }

    /// What the operation needs and gives.
    #[inline]
    #[must_use]
    pub const fn describe(&self, _site: Site) -> Description {
        Description::new(self.input).backward_reads(false, false)
    }

    fn run<T: Scalar>(&self, f: Forward<'_, T>) {
        let (scale, offset) = (T::from_f64(self.scale), T::from_f64(self.offset));
        f.output.iter_mut().zip(f.inputs[0]).for_each(|(y, x)| *y = scale * *x + offset);
    }

    fn run_backward<T: Scalar>(&self, b: Backward<'_, T>) {
        let (scale, d_input) = (T::from_f64(self.scale), &mut b.d_inputs[0]);
        let pairs = d_input.values.iter_mut().zip(&*b.d_output);
        if d_input.accumulate {
            pairs.for_each(|(sum, d)| *sum += scale * *d);
        } else {
            pairs.for_each(|(to, d)| *to = scale * *d);
        }
    }
}

precompile!(Op);

#[cfg(test)]
mod tests {
    use super::*;
    use crate::layers::test::{Case, check, random};

    const SITE: Site = Site::new(["0.5 * x", "operation"], ["x", ""]);

    #[test]
    fn values_by_hand() {
        let op = Op::new(&[Shape::new(&[3])], 0.5).offset(-1.0);
        let description = op.describe(SITE);
        assert_eq!(description.output, Shape::new(&[3]));
        let inputs = [vec![1.0_f32, -2.0, 255.0]];
        let case = Case::new(&op, &description, 1, &inputs, &[]);
        assert_eq!(case.output(), [-0.5, -2.0, 126.5]);
        assert_eq!(case.gradients(&[1.0, 2.0, -4.0]).d_inputs[0], [0.5, 1.0, -2.0]);
    }

    #[test]
    fn keeps_the_contract() {
        let op = Op::new(&[Shape::new(&[2, 3])], -1.0);
        for op in [op, op.offset(0.25)] {
            check(&op, &op.describe(SITE), 3, &[random(18, 1)], &[]);
        }
    }
}
