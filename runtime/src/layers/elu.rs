//! The exponential linear unit as a layer.

use super::elementwise;
use crate::activations::Activation;
use crate::description::Description;
use crate::message::Site;
use crate::op::{Backward, Forward, precompile};
use crate::scalar::Scalar;
use crate::shape::Shape;

/// The exponential linear unit as a layer, after
/// [Keras's `ELU`](https://keras.io/api/layers/activation_layers/elu/):
/// `y = x` where `x > 0`, else `alpha·(eˣ − 1)` (Clevert et al. 2015).
///
/// # Arguments
/// `ELU(alpha = 1.0)`
///
/// # Shapes
/// Any, and the same.
///
/// # Gradients
/// `d_input` is `d_output` where `x > 0`, else `(y + alpha)·d_output`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[repr(C)]
pub struct ELU;

/// The operation of [`ELU`].
#[derive(Clone, Copy, Debug)]
pub struct Op {
    input: Shape,
    function: Activation,
}

impl Op {
    /// `ELU()` of an input.
    #[inline]
    #[must_use]
    pub const fn new(inputs: &[Shape]) -> Self {
        Self { input: inputs[0], function: Activation::elu().alpha(1.0) }
    }

    /// Sets `alpha`.
    #[inline]
    #[must_use]
    pub const fn alpha(mut self, alpha: f64) -> Self {
        self.function = self.function.alpha(alpha);
        self
    }

    /// What the operation needs and gives.
    #[inline]
    #[must_use]
    pub const fn describe(&self, _site: Site) -> Description {
        elementwise::describe(self.input, self.function)
    }

    fn run<T: Scalar>(&self, f: Forward<'_, T>) {
        elementwise::run(self.function, self.input.last(), f);
    }

    fn run_backward<T: Scalar>(&self, b: Backward<'_, T>) {
        elementwise::run_backward(self.function, self.input.last(), b);
    }
}

precompile!(Op);

#[cfg(test)]
mod tests {
    use super::*;
    use crate::layers::test::{Case, check, random};

    const SITE: Site = Site::new(["elu", "ELU"], ["dense", "Dense"]);

    #[test]
    fn values_by_hand() {
        let op = Op::new(&[Shape::new(&[2])]).alpha(2.0);
        let description = op.describe(SITE);
        let inputs = [vec![-(2.0_f64.ln()), 3.0]];
        let case = Case::new(&op, &description, 1, &inputs, &[]);
        assert_eq!(case.output(), [-1.0, 3.0]);
        assert_eq!(case.gradients(&[2.0, 2.0]).d_inputs[0], [2.0, 2.0]);
    }

    #[test]
    fn keeps_the_contract() {
        let plain = Op::new(&[Shape::new(&[5])]);
        for op in [plain, plain.alpha(0.7), plain.alpha(-0.7)] {
            check(&op, &op.describe(SITE), 3, &[random(15, 1)], &[]);
        }
    }
}
