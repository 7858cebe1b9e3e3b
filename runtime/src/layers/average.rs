//! The mean of values.

use crate::description::Description;
use crate::layers::combine::Combine;
use crate::layers::merge::Inputs;
use crate::message::Site;
use crate::op::{Backward, Forward, precompile};
use crate::scalar::Scalar;
use crate::shape::Shape;

/// The mean of two or more values, element by element, after
/// [Keras's `Average`](https://keras.io/api/layers/merging_layers/average/):
/// `y = (a + b + ..) / n`. Written as a layer, `Average()(a, b)`, or as a function, `average(a, b)`.
///
/// # Shapes
/// All of the same rank, and the same. An input with the size 1 along an axis is repeated along
/// it: `[8, 8, 3]` and `[1, 1, 3]` give `[8, 8, 3]`.
///
/// # Gradients
/// Each of `n` inputs gets `d_output / n`, summed over the axes along which the input was repeated.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[repr(C)]
pub struct Average;

/// The operation of [`Average`].
#[derive(Clone, Copy, Debug)]
pub struct Op {
    inputs: Inputs,
}

impl Op {
    /// `Average()` of two or more inputs.
    #[inline]
    #[must_use]
    pub const fn new(inputs: &[Shape]) -> Self {
        Self { inputs: Inputs::new(inputs) }
    }

    /// What the operation needs and gives.
    #[inline]
    #[must_use]
    pub const fn describe(&self, site: Site) -> Description {
        self.inputs.describe(site)
    }

    fn run<T: Scalar>(&self, mut f: Forward<'_, T>) {
        let count = T::from_f64(f.inputs.len() as f64);
        self.inputs.fold(&mut f, Combine::Sum);
        f.output.iter_mut().for_each(|y| *y /= count);
    }

    fn run_backward<T: Scalar>(&self, b: Backward<'_, T>) {
        let count = T::from_f64(b.d_inputs.len() as f64);
        b.d_output.iter_mut().for_each(|d| *d /= count);
        for (index, d_input) in b.d_inputs.iter_mut().enumerate() {
            self.inputs.pass_on(index, b.pass, b.d_output, d_input);
        }
    }
}

precompile!(Op);

#[cfg(test)]
mod tests {
    use super::*;
    use crate::layers::test::{Case, check, random};

    const SITE: Site = Site::new(["average", "Average"], ["a", "Dense"]).and(&[["b", "Dense"]]);

    #[test]
    fn values_by_hand() {
        let op = Op::new(&[Shape::new(&[2]), Shape::new(&[1]), Shape::new(&[2])]);
        let description = op.describe(SITE);
        let inputs = [vec![1.0_f32, 2.0], vec![6.0], vec![-1.0, 4.0]];
        let case = Case::new(&op, &description, 1, &inputs, &[]);
        assert_eq!(case.output(), [2.0, 4.0]);
        assert_eq!(case.gradients(&[3.0, 6.0]).d_inputs, [vec![1.0, 2.0], vec![3.0], vec![1.0, 2.0]]);
    }

    #[test]
    fn keeps_the_contract() {
        for axes in [&[&[3, 4][..], &[3, 4]][..], &[&[3, 4], &[1, 4], &[3, 1]]] {
            let shapes: Vec<_> = axes.iter().map(|axes| Shape::new(axes)).collect();
            let op = Op::new(&shapes);
            let inputs: Vec<_> = shapes.iter().map(|shape| random(2 * shape.len(), 3)).collect();
            check(&op, &op.describe(SITE), 2, &inputs, &[]);
        }
    }

    #[test]
    fn the_inputs_fit_each_other() {
        let problem = Op::new(&[Shape::new(&[3]), Shape::new(&[2])]).describe(SITE).problem.unwrap();
        assert_eq!(
            problem.as_str(),
            "layer `average` (Average): layer `a` (Dense) gives [3], but layer `b` (Dense) gives [2]\n\
             help: give both layers 3 units, or bring `b` to 3 features by a `Dense(3)`"
        );
    }
}
