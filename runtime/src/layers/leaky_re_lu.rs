//! The leaky rectifier as a layer.

use super::elementwise;
use crate::activations::Activation;
use crate::description::Description;
use crate::message::{Message, Site};
use crate::op::{Backward, Forward, precompile};
use crate::scalar::Scalar;
use crate::shape::Shape;

/// The leaky rectifier as a layer, after
/// [Keras's `LeakyReLU`](https://keras.io/api/layers/activation_layers/leaky_relu/):
/// `y = x` where `x > 0`, else `negative_slope·x`.
///
/// # Arguments
/// `LeakyReLU(negative_slope = 0.3)`; the function `leaky_relu` has 0.2, as in Keras.
///
/// # Shapes
/// Any, and the same.
///
/// # Gradients
/// `d_input` is `d_output` where `x > 0`, else `negative_slope·d_output`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[repr(C)]
pub struct LeakyReLU;

/// The operation of [`LeakyReLU`].
#[derive(Clone, Copy, Debug)]
pub struct Op {
    input: Shape,
    function: Activation,
}

impl Op {
    /// `LeakyReLU()` of an input.
    #[inline]
    #[must_use]
    pub const fn new(inputs: &[Shape]) -> Self {
        Self { input: inputs[0], function: Activation::leaky_relu().negative_slope(0.3) }
    }

    /// Sets `negative_slope`.
    #[inline]
    #[must_use]
    pub const fn negative_slope(mut self, negative_slope: f64) -> Self {
        self.function = self.function.negative_slope(negative_slope);
        self
    }

    /// What the operation needs and gives.
    #[inline]
    #[must_use]
    pub const fn describe(&self, site: Site) -> Description {
        let description = elementwise::describe(self.input, self.function);
        match self.function {
            Activation::LeakyRelu { negative_slope } if negative_slope.is_nan() || negative_slope < 0.0 => {
                let message =
                    Message::new().layer(site.layer).text(" expects a negative_slope of at least 0");
                description.problem(message.text(", but is given ").decimal(negative_slope))
            }
            _ => description,
        }
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

    const SITE: Site = Site::new(["leaky_re_lu", "LeakyReLU"], ["dense", "Dense"]);

    #[test]
    fn values_by_hand() {
        let op = Op::new(&[Shape::new(&[2])]);
        let description = op.describe(SITE);
        let inputs = [vec![-2.0, 3.0]];
        let case = Case::new(&op, &description, 1, &inputs, &[]);
        assert_eq!(case.output(), [-0.6, 3.0]);
        assert_eq!(case.gradients(&[2.0, 2.0]).d_inputs[0], [0.6, 2.0]);
    }

    #[test]
    fn keeps_the_contract() {
        let plain = Op::new(&[Shape::new(&[5])]);
        for op in [plain, plain.negative_slope(0.7)] {
            check(&op, &op.describe(SITE), 3, &[random(15, 1)], &[]);
        }
    }

    #[test]
    fn a_slope_is_not_negative() {
        let op = Op::new(&[Shape::new(&[5])]).negative_slope(-0.1);
        assert_eq!(
            op.describe(SITE).problem.unwrap().as_str(),
            "layer `leaky_re_lu` (LeakyReLU) expects a negative_slope of at least 0, but is given -0.1"
        );
    }
}
