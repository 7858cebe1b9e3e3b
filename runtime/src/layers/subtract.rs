//! The difference of two values.

use crate::description::Description;
use crate::layers::combine::Combine;
use crate::layers::merge::Inputs;
use crate::message::Site;
use crate::op::{Backward, Forward, precompile};
use crate::scalar::Scalar;
use crate::shape::Shape;

/// The difference of two values, element by element, after
/// [Keras's `Subtract`](https://keras.io/api/layers/merging_layers/subtract/): `y = a − b`.
/// Written as a layer, `Subtract()(a, b)`, as a function, `subtract(a, b)`, or as an operator,
/// `a - b`.
///
/// # Shapes
/// Both of the same rank, and the same. An input with the size 1 along an axis is repeated along
/// it: `[8, 8, 3]` and `[1, 1, 3]` give `[8, 8, 3]`.
///
/// # Gradients
/// The first input gets `d_output`, the second one `−d_output`, each summed over the axes along
/// which the input was repeated.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[repr(C)]
pub struct Subtract;

/// The operation of [`Subtract`].
#[derive(Clone, Copy, Debug)]
pub struct Op {
    inputs: Inputs,
}

impl Op {
    /// `Subtract()` of two inputs.
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
        self.inputs.fold(&mut f, Combine::Difference);
    }

    fn run_backward<T: Scalar>(&self, b: Backward<'_, T>) {
        let [minuend, subtrahend] = b.d_inputs else { return };
        self.inputs.pass_on(0, b.pass, b.d_output, minuend);
        if subtrahend.is_wanted() {
            b.d_output.iter_mut().for_each(|d| *d = -*d);
            self.inputs.pass_on(1, b.pass, b.d_output, subtrahend);
        }
    }
}

precompile!(Op);

#[cfg(test)]
mod tests {
    use super::*;
    use crate::layers::test::{Case, check, random};

    const SITE: Site = Site::new(["a - b", "operation"], ["a", "Dense"]).and(&[["b", "Dense"]]);

    #[test]
    fn values_by_hand() {
        let op = Op::new(&[Shape::new(&[2, 2]), Shape::new(&[1, 2])]);
        let description = op.describe(SITE);
        assert_eq!(description.output, Shape::new(&[2, 2]));
        let inputs = [vec![1.0_f32, 2.0, 3.0, 4.0], vec![10.0, 20.0]];
        let case = Case::new(&op, &description, 1, &inputs, &[]);
        assert_eq!(case.output(), [-9.0, -18.0, -7.0, -16.0]);
        let d = case.gradients(&[1.0, 2.0, 3.0, 4.0]).d_inputs;
        assert_eq!(d, [vec![1.0, 2.0, 3.0, 4.0], vec![-4.0, -6.0]]);
    }

    #[test]
    fn keeps_the_contract() {
        for [a, b] in [[&[3, 4][..], &[3, 4]], [&[3, 4], &[1, 4]], [&[3, 1, 2], &[1, 5, 1]]] {
            let (a, b) = (Shape::new(a), Shape::new(b));
            let op = Op::new(&[a, b]);
            check(&op, &op.describe(SITE), 2, &[random(2 * a.len(), 1), random(2 * b.len(), 2)], &[]);
        }
    }

    #[test]
    fn the_inputs_fit_each_other() {
        let problem = Op::new(&[Shape::new(&[3]), Shape::new(&[2])]).describe(SITE).problem.unwrap();
        assert_eq!(
            problem.as_str(),
            "`a - b`: layer `a` (Dense) gives [3], but layer `b` (Dense) gives [2]\n\
             help: give both layers 3 units, or bring `b` to 3 features by a `Dense(3)`"
        );
    }
}
