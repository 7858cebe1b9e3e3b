//! Products of values.

use crate::description::Description;
use crate::layers::broadcast::Broadcast;
use crate::layers::combine::Combine;
use crate::layers::merge::Inputs;
use crate::message::Site;
use crate::op::{Backward, Forward, precompile};
use crate::scalar::Scalar;
use crate::shape::Shape;

/// The product of two or more values, element by element, after
/// [Keras's `Multiply`](https://keras.io/api/layers/merging_layers/multiply/): `y = a · b · ..`.
/// Written as a layer, `Multiply()(a, b)`, as a function, `multiply(a, b)`, or as an operator,
/// `a * b`.
///
/// # Shapes
/// All of the same rank, and the same. An input with the size 1 along an axis is repeated along
/// it: `[8, 8, 3]` and `[1, 1, 3]` give `[8, 8, 3]`.
///
/// # Gradients
/// Each input gets `d_output` times the other inputs, summed over the axes along which the input
/// was repeated.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[repr(C)]
pub struct Multiply;

/// The operation of [`Multiply`].
#[derive(Clone, Copy, Debug)]
pub struct Op {
    inputs: Inputs,
}

impl Op {
    /// `Multiply()` of two or more inputs.
    #[inline]
    #[must_use]
    pub const fn new(inputs: &[Shape]) -> Self {
        Self { inputs: Inputs::new(inputs) }
    }

    /// True for two inputs of the same shape, whose gradients need no products in between.
    #[inline]
    const fn is_plain(&self) -> bool {
        self.inputs.as_slice().len() == 2 && self.inputs.are_equal()
    }

    /// What the operation needs and gives.
    #[inline]
    #[must_use]
    pub const fn describe(&self, site: Site) -> Description {
        let description = self.inputs.describe(site).backward_reads(true, false);
        if self.is_plain() {
            description
        } else {
            description.scratch(self.inputs.output().len()).inference_scratch(0)
        }
    }

    fn run<T: Scalar>(&self, mut f: Forward<'_, T>) {
        self.inputs.fold(&mut f, Combine::Product);
    }

    fn run_backward<T: Scalar>(&self, b: Backward<'_, T>) {
        if self.is_plain() {
            for (index, d_input) in b.d_inputs.iter_mut().enumerate() {
                let factors = b.d_output.iter().zip(b.inputs[1 - index]);
                let products = d_input.values.iter_mut().zip(factors);
                if d_input.accumulate {
                    products.for_each(|(sum, (d, x))| *sum += *d * *x);
                } else {
                    products.for_each(|(to, (d, x))| *to = *d * *x);
                }
            }
            return;
        }
        let (shapes, output) = (self.inputs.as_slice(), self.inputs.output());
        for (index, d_input) in b.d_inputs.iter_mut().enumerate().filter(|(_, d)| d.is_wanted()) {
            let own = Broadcast::new(shapes[index], output, 1);
            if !d_input.accumulate {
                d_input.values.fill(T::ZERO);
            }
            for sample in 0..b.pass.batch {
                let product = &mut b.scratch[..output.len()];
                product.copy_from_slice(&b.d_output[sample * output.len()..][..output.len()]);
                for (other, (shape, x)) in shapes.iter().zip(b.inputs).enumerate() {
                    if other != index {
                        let x = &x[sample * shape.len()..][..shape.len()];
                        Broadcast::new(*shape, output, 1).zip(product, x, Combine::Product);
                    }
                }
                let len = shapes[index].len();
                own.add_sums(b.pass.isa, product, &mut d_input.values[sample * len..][..len]);
            }
        }
    }
}

precompile!(Op);

#[cfg(test)]
mod tests {
    use super::*;
    use crate::layers::test::{Case, check, random};

    const SITE: Site = Site::new(["a * b", "operation"], ["a", "Conv2D"]).and(&[["b", "Dense"]]);

    #[test]
    fn values_by_hand() {
        let op = Op::new(&[Shape::new(&[2, 2]), Shape::new(&[1, 2]), Shape::new(&[1, 1])]);
        let description = op.describe(SITE);
        assert!(description.reads_input && !description.reads_output);
        let inputs = [vec![1.0_f32, 2.0, 3.0, 4.0], vec![10.0, 20.0], vec![0.5]];
        let case = Case::new(&op, &description, 1, &inputs, &[]);
        assert_eq!(case.output(), [5.0, 20.0, 15.0, 40.0]);
        let d = case.gradients(&[1.0, 1.0, 2.0, 2.0]).d_inputs;
        assert_eq!(d, [vec![5.0, 10.0, 10.0, 20.0], vec![3.5, 5.0], vec![10.0 + 40.0 + 60.0 + 160.0]]);
    }

    #[test]
    fn a_zero_does_not_hide_the_others() {
        let shape = Shape::new(&[1]);
        let op = Op::new(&[shape; 3]);
        let inputs = [vec![0.0_f32], vec![2.0], vec![3.0]];
        let description = op.describe(SITE);
        let case = Case::new(&op, &description, 1, &inputs, &[]);
        assert_eq!(case.gradients(&[1.0]).d_inputs, [[6.0], [0.0], [0.0]]);
    }

    #[test]
    fn keeps_the_contract() {
        for axes in [
            &[&[3, 4][..], &[3, 4]][..],
            &[&[3, 4], &[3, 4], &[3, 4], &[3, 4]],
            &[&[2, 2, 3], &[1, 1, 3]],
            &[&[2, 2, 1], &[2, 2, 3]],
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
        let problem = Op::new(&[Shape::new(&[8, 8, 3]), Shape::new(&[3])]).describe(SITE).problem.unwrap();
        assert_eq!(
            problem.as_str(),
            "`a * b`: layer `a` (Conv2D) gives [8, 8, 3], but layer `b` (Dense) gives [3]\n\
             help: `Reshape((1, 1, 3))(b)` has as many axes, and is repeated along those of size 1"
        );
    }
}
