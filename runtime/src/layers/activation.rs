//! An activation function as a layer.

use super::elementwise;
use crate::activations;
use crate::description::Description;
use crate::message::Site;
use crate::op::{Backward, Forward, precompile};
use crate::scalar::Scalar;
use crate::shape::Shape;

/// An activation function as a layer, after
/// [Keras's `Activation`](https://keras.io/api/layers/core_layers/activation/). The same as the
/// argument `activation` of the layer before, as it costs a copy more.
///
/// # Arguments
/// `Activation(activation)`: any [activation function](activations::Activation), such as `relu` or
/// `leaky_relu(negative_slope = 0.1)`.
///
/// # Shapes
/// Any, and the same.
///
/// # Gradients
/// The function's.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[repr(C)]
pub struct Activation;

/// The operation of [`Activation`].
#[derive(Clone, Copy, Debug)]
pub struct Op {
    input: Shape,
    activation: activations::Activation,
}

impl Op {
    /// `Activation(activation)` of an input.
    #[inline]
    #[must_use]
    pub const fn new(inputs: &[Shape], activation: activations::Activation) -> Self {
        Self { input: inputs[0], activation }
    }

    /// What the operation needs and gives.
    #[inline]
    #[must_use]
    pub const fn describe(&self, _site: Site) -> Description {
        elementwise::describe(self.input, self.activation)
    }

    fn run<T: Scalar>(&self, f: Forward<'_, T>) {
        elementwise::run(self.activation, self.input.last(), f);
    }

    fn run_backward<T: Scalar>(&self, b: Backward<'_, T>) {
        elementwise::run_backward(self.activation, self.input.last(), b);
    }
}

precompile!(Op);

#[cfg(test)]
mod tests {
    use super::*;
    use crate::layers::test::{Case, check, random};

    const SITE: Site = Site::new(["activation", "Activation"], ["dense", "Dense"]);

    #[test]
    fn applies_the_function() {
        let op = Op::new(&[Shape::new(&[2, 2])], activations::Activation::softmax());
        let description = op.describe(SITE);
        assert_eq!(description.output, Shape::new(&[2, 2]));
        assert_eq!(description.activation, activations::Activation::Softmax);
        let inputs = [vec![0.0, 0.0, 1.0, 1.0 + 3.0_f64.ln()]];
        let output = Case::new(&op, &description, 1, &inputs, &[]).output();
        assert!(output.iter().zip([0.5, 0.5, 0.25, 0.75]).all(|(y, e)| (y - e).abs() < 1e-15), "{output:?}");
    }

    #[test]
    fn keeps_the_contract() {
        for activation in [
            activations::Activation::linear(),
            activations::Activation::relu(),
            activations::Activation::gelu(),
            activations::Activation::elu().alpha(-0.5),
            activations::Activation::tanh(),
            activations::Activation::softmax(),
        ] {
            let op = Op::new(&[Shape::new(&[2, 3])], activation);
            check(&op, &op.describe(SITE), 3, &[random(18, 1)], &[]);
        }
    }
}
