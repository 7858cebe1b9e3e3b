//! The rectifier as a layer.

use super::elementwise;
use crate::activations::Activation;
use crate::description::Description;
use crate::message::{Message, Site};
use crate::op::{Backward, Forward, precompile};
use crate::scalar::Scalar;
use crate::shape::Shape;

/// The rectifier as a layer, after
/// [Keras's `ReLU`](https://keras.io/api/layers/activation_layers/relu/):
/// `y = min(x, max_value)` where `x > threshold`, else `negative_slope·(x − threshold)`.
///
/// # Arguments
/// `ReLU(max_value = none, negative_slope = 0, threshold = 0)`; none is negative.
///
/// # Shapes
/// Any, and the same.
///
/// # Gradients
/// `d_input` is `d_output` where `threshold < x < max_value`, 0 above and
/// `negative_slope·d_output` below.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[repr(C)]
pub struct ReLU;

/// The operation of [`ReLU`].
#[derive(Clone, Copy, Debug)]
pub struct Op {
    input: Shape,
    max_value: f64,
    negative_slope: f64,
    threshold: f64,
}

impl Op {
    /// `ReLU()` of an input.
    #[inline]
    #[must_use]
    pub const fn new(inputs: &[Shape]) -> Self {
        Self { input: inputs[0], max_value: f64::INFINITY, negative_slope: 0.0, threshold: 0.0 }
    }

    /// Sets `max_value`; without it there is none.
    #[inline]
    #[must_use]
    pub const fn max_value(mut self, max_value: f64) -> Self {
        self.max_value = max_value;
        self
    }

    /// Sets `negative_slope`.
    #[inline]
    #[must_use]
    pub const fn negative_slope(mut self, negative_slope: f64) -> Self {
        self.negative_slope = negative_slope;
        self
    }

    /// Sets `threshold`.
    #[inline]
    #[must_use]
    pub const fn threshold(mut self, threshold: f64) -> Self {
        self.threshold = threshold;
        self
    }

    #[inline]
    const fn function(&self) -> Activation {
        Activation::relu()
            .max_value(self.max_value)
            .negative_slope(self.negative_slope)
            .threshold(self.threshold)
    }

    /// What the operation needs and gives.
    #[inline]
    #[must_use]
    pub const fn describe(&self, site: Site) -> Description {
        let mut description = elementwise::describe(self.input, self.function());
        let arguments = [
            ("max_value", self.max_value),
            ("negative_slope", self.negative_slope),
            ("threshold", self.threshold),
        ];
        let mut index = 0;
        while index < arguments.len() {
            let (name, value) = arguments[index];
            if value.is_nan() || value < 0.0 {
                let message = Message::new().layer(site.layer).text(" expects a ").text(name);
                description =
                    description.problem(message.text(" of at least 0, but is given ").decimal(value));
            }
            index += 1;
        }
        description
    }

    fn run<T: Scalar>(&self, f: Forward<'_, T>) {
        elementwise::run(self.function(), self.input.last(), f);
    }

    fn run_backward<T: Scalar>(&self, b: Backward<'_, T>) {
        elementwise::run_backward(self.function(), self.input.last(), b);
    }
}

precompile!(Op);

#[cfg(test)]
mod tests {
    use super::*;
    use crate::layers::test::{Case, check, random};

    const SITE: Site = Site::new(["re_lu", "ReLU"], ["dense", "Dense"]);

    #[test]
    fn values_by_hand() {
        let op = Op::new(&[Shape::new(&[4])]).max_value(2.0).negative_slope(0.5).threshold(1.0);
        let description = op.describe(SITE);
        let inputs = [vec![-1.0, 1.0, 1.5, 7.0]];
        let case = Case::new(&op, &description, 1, &inputs, &[]);
        assert_eq!(case.output(), [-1.0, 0.0, 1.5, 2.0]);
        assert_eq!(case.gradients(&[1.0, 2.0, 3.0, 4.0]).d_inputs[0], [0.5, 1.0, 3.0, 0.0]);
    }

    #[test]
    fn keeps_the_contract() {
        let plain = Op::new(&[Shape::new(&[5])]);
        for op in [plain, plain.max_value(0.5).negative_slope(0.1).threshold(0.3)] {
            check(&op, &op.describe(SITE), 3, &[random(15, 1)], &[]);
        }
    }

    #[test]
    fn arguments_are_not_negative() {
        let op = Op::new(&[Shape::new(&[5])]).negative_slope(-0.25);
        let problem = op.describe(SITE).problem.unwrap();
        assert_eq!(
            problem.as_str(),
            "layer `re_lu` (ReLU) expects a negative_slope of at least 0, but is given -0.25"
        );
    }
}
