//! The largest of values.

use crate::description::Description;
use crate::layers::combine::Combine;
use crate::layers::extremum;
use crate::layers::merge::Inputs;
use crate::message::Site;
use crate::op::{Backward, Forward, precompile};
use crate::scalar::Scalar;
use crate::shape::Shape;

/// The largest of two or more values, element by element, after
/// [Keras's `Maximum`](https://keras.io/api/layers/merging_layers/maximum/):
/// `y = max(a, b, ..)`. Written as a layer, `Maximum()(a, b)`, or as a function,
/// `maximum(a, b)`.
///
/// # Shapes
/// All of the same rank, and the same. An input with the size 1 along an axis is repeated along
/// it: `[8, 8, 3]` and `[1, 1, 3]` give `[8, 8, 3]`.
///
/// # Gradients
/// The largest input gets `d_output`, summed over the axes along which it was repeated. As in Keras
/// on JAX, inputs are compared in their order: of two equal ones each gets a half, and with a third
/// equal one they share the half that it leaves them. What is not a number gives what is not a
/// number, without a gradient.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[repr(C)]
pub struct Maximum;

/// The operation of [`Maximum`].
#[derive(Clone, Copy, Debug)]
pub struct Op {
    inputs: Inputs,
}

impl Op {
    /// `Maximum()` of two or more inputs.
    #[inline]
    #[must_use]
    pub const fn new(inputs: &[Shape]) -> Self {
        Self { inputs: Inputs::new(inputs) }
    }

    /// What the operation needs and gives.
    #[inline]
    #[must_use]
    pub const fn describe(&self, site: Site) -> Description {
        extremum::describe(&self.inputs, site)
    }

    fn run<T: Scalar>(&self, mut f: Forward<'_, T>) {
        self.inputs.fold(&mut f, Combine::Largest);
    }

    fn run_backward<T: Scalar>(&self, b: Backward<'_, T>) {
        extremum::run_backward(&self.inputs, b, Combine::Largest);
    }
}

precompile!(Op);

#[cfg(test)]
mod tests {
    use super::*;
    use crate::layers::test::{Case, check, random};

    const SITE: Site = Site::new(["maximum", "Maximum"], ["a", "Dense"]).and(&[["b", "Dense"]]);

    #[test]
    fn values_by_hand() {
        let op = Op::new(&[Shape::new(&[2, 2]), Shape::new(&[1, 2])]);
        let description = op.describe(SITE);
        let inputs = [vec![5.0_f32, 1.0, 2.0, 4.0], vec![2.0, 2.0]];
        let case = Case::new(&op, &description, 1, &inputs, &[]);
        assert_eq!(case.output(), [5.0, 2.0, 2.0, 4.0]);
        let d = case.gradients(&[1.0, 2.0, 3.0, 4.0]).d_inputs;
        assert_eq!(d, [vec![1.0, 0.0, 1.5, 4.0], vec![1.5, 2.0]]);
    }

    #[test]
    fn equal_inputs_share_the_gradient() {
        for count in 2..5 {
            // By the plain way for two inputs, by the other one for more.
            let op = Op::new(&vec![Shape::new(&[1]); count]);
            let description = op.describe(SITE);
            let inputs = vec![vec![3.0_f32]; count];
            let d = Case::new(&op, &description, 1, &inputs, &[]).gradients(&[8.0]).d_inputs.concat();
            let expected: [f32; 4] =
                [[4.0, 4.0, 0.0, 0.0], [2.0, 2.0, 4.0, 0.0], [1.0, 1.0, 2.0, 4.0]][count - 2];
            assert_eq!(d, expected[..count]);
        }
        // An input that loses has no part in it.
        let op = Op::new(&[Shape::new(&[1]); 3]);
        let description = op.describe(SITE);
        let inputs = [vec![3.0_f32], vec![1.0], vec![3.0]];
        let d = Case::new(&op, &description, 1, &inputs, &[]).gradients(&[8.0]).d_inputs.concat();
        assert_eq!(d, [4.0, 0.0, 4.0]);
    }

    #[test]
    fn what_is_not_a_number_stays_so() {
        for shapes in [&[Shape::new(&[2]); 2][..], &[Shape::new(&[2]); 3]] {
            let op = Op::new(shapes);
            let description = op.describe(SITE);
            let inputs: Vec<_> =
                [vec![f32::NAN, 1.0], vec![1.0, f32::NAN], vec![0.0, 5.0]][..shapes.len()].to_vec();
            let case = Case::new(&op, &description, 1, &inputs, &[]);
            assert!(case.output().iter().all(|y| y.is_nan()));
            assert!(case.gradients(&[1.0, 1.0]).d_inputs.concat().iter().all(|d| *d == 0.0));
        }
    }

    #[test]
    fn keeps_the_contract() {
        for axes in [
            &[&[3, 4][..], &[3, 4]][..],
            &[&[3, 4], &[3, 4], &[3, 4]],
            &[&[2, 2, 3], &[1, 1, 3]],
            &[&[3, 1], &[1, 4], &[3, 4]],
        ] {
            let shapes: Vec<_> = axes.iter().map(|axes| Shape::new(axes)).collect();
            let op = Op::new(&shapes);
            let inputs: Vec<_> =
                shapes.iter().enumerate().map(|(seed, shape)| random(3 * shape.len(), seed as u64)).collect();
            check(&op, &op.describe(SITE), 3, &inputs, &[]);
        }
    }

    #[test]
    fn the_inputs_fit_each_other() {
        let problem = Op::new(&[Shape::new(&[3]), Shape::new(&[2])]).describe(SITE).problem.unwrap();
        assert_eq!(
            problem.as_str(),
            "layer `maximum` (Maximum): layer `a` (Dense) gives [3], but layer `b` (Dense) gives [2]\n\
             help: give both layers 3 units, or bring `b` to 3 features by a `Dense(3)`"
        );
    }
}
