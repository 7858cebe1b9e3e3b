//! A distribution over an axis.

use super::elementwise;
use crate::activations::Activation;
use crate::description::Description;
use crate::message::{Message, Site};
use crate::op::{Backward, Forward, precompile};
use crate::scalar::Scalar;
use crate::shape::Shape;

/// A distribution over an axis, after
/// [Keras's `Softmax`](https://keras.io/api/layers/activation_layers/softmax/):
/// `yᵢ = eˣⁱ / Σⱼ eˣʲ`, where `j` runs over the axis.
///
/// # Arguments
/// `Softmax(axis = -1)`: 1 is the first axis, -1 the last.
///
/// # Shapes
/// Any, and the same.
///
/// # Gradients
/// `d_inputᵢ = yᵢ·(d_outputᵢ − Σⱼ yⱼ·d_outputⱼ)`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[repr(C)]
pub struct Softmax;

/// The operation of [`Softmax`].
#[derive(Clone, Copy, Debug)]
pub struct Op {
    input: Shape,
    axis: isize,
}

impl Op {
    /// `Softmax()` of an input.
    #[inline]
    #[must_use]
    pub const fn new(inputs: &[Shape]) -> Self {
        Self { input: inputs[0], axis: -1 }
    }

    /// Sets `axis`.
    #[inline]
    #[must_use]
    pub const fn axis(mut self, axis: isize) -> Self {
        self.axis = axis;
        self
    }

    /// The axis counted from 0; the rank where there is no such axis.
    #[inline]
    const fn position(&self) -> usize {
        let rank = self.input.rank();
        let distance = self.axis.unsigned_abs();
        if self.axis == 0 || distance > rank {
            rank
        } else if self.axis > 0 {
            distance - 1
        } else {
            rank - distance
        }
    }

    #[inline]
    const fn is_last(&self) -> bool {
        self.position() + 1 == self.input.rank()
    }

    /// The size of the axis, and the product of those behind it.
    #[inline]
    const fn sizes(&self) -> [usize; 2] {
        let mut axis = self.position();
        let size = self.input.axis(axis);
        let mut behind = 1;
        axis += 1;
        while axis < self.input.rank() {
            behind *= self.input.axis(axis);
            axis += 1;
        }
        [size, behind]
    }

    /// What the operation needs and gives.
    #[inline]
    #[must_use]
    pub const fn describe(&self, site: Site) -> Description {
        if self.is_last() {
            return elementwise::describe(self.input, Activation::softmax());
        }
        let description = Description::new(self.input).backward_reads(false, true);
        if self.position() < self.input.rank() {
            return if self.input.is_known() {
                description.scratch(2 * self.sizes()[1])
            } else {
                description
            };
        }
        let message = Message::new()
            .layer(site.layer)
            .text(" works along axis ")
            .text(if self.axis < 0 { "-" } else { "" })
            .number(self.axis.unsigned_abs())
            .text(", but ")
            .layer(site.producer)
            .text(" gives ")
            .shape(self.input)
            .text("\nhelp: its axes are 1 to ")
            .number(self.input.rank())
            .text(", or -1 for the last");
        description.problem(message)
    }

    fn run<T: Scalar>(&self, f: Forward<'_, T>) {
        if self.is_last() {
            return elementwise::run(Activation::softmax(), self.input.last(), f);
        }
        let [size, behind] = self.sizes();
        let input = f.input();
        let (max, rest) = f.scratch.split_at_mut(behind);
        let sum = &mut rest[..behind];
        let block = (size * behind).max(1);
        // A row is what stands at one place of the axis: all its elements are of different sums.
        for (y, x) in f.output.chunks_exact_mut(block).zip(input.chunks_exact(block)) {
            max.fill(T::NEG_INFINITY);
            for x in x.chunks_exact(behind) {
                max.iter_mut().zip(x).for_each(|(max, x)| *max = max.larger(*x));
            }
            sum.fill(T::ZERO);
            for (y, x) in y.chunks_exact_mut(behind).zip(x.chunks_exact(behind)) {
                for (((y, x), max), sum) in y.iter_mut().zip(x).zip(&*max).zip(&mut *sum) {
                    *y = (*x - *max).exp();
                    *sum += *y;
                }
            }
            for y in y.chunks_exact_mut(behind) {
                y.iter_mut().zip(&*sum).for_each(|(y, sum)| *y /= *sum);
            }
        }
    }

    fn run_backward<T: Scalar>(&self, b: Backward<'_, T>) {
        if self.is_last() {
            return elementwise::run_backward(Activation::softmax(), self.input.last(), b);
        }
        let d_input = &mut b.d_inputs[0];
        if !d_input.is_wanted() {
            return;
        }
        let [size, behind] = self.sizes();
        let dot = &mut b.scratch[..behind];
        let block = (size * behind).max(1);
        for (d, y) in b.d_output.chunks_exact_mut(block).zip(b.output.chunks_exact(block)) {
            dot.fill(T::ZERO);
            for (d, y) in d.chunks_exact(behind).zip(y.chunks_exact(behind)) {
                dot.iter_mut().zip(d).zip(y).for_each(|((dot, d), y)| *dot += *d * *y);
            }
            for (d, y) in d.chunks_exact_mut(behind).zip(y.chunks_exact(behind)) {
                d.iter_mut().zip(y).zip(&*dot).for_each(|((d, y), dot)| *d = *y * (*d - *dot));
            }
        }
        elementwise::pass_on(b.d_output, d_input);
    }
}

precompile!(Op);

#[cfg(test)]
mod tests {
    use super::*;
    use crate::layers::test::{Case, assert_all_close, check, random};

    const SITE: Site = Site::new(["softmax", "Softmax"], ["dense", "Dense"]);

    #[test]
    fn any_axis_as_a_plain_loop() {
        let shape = Shape::new(&[2, 3, 4]);
        for (axis, size, behind) in [(1, 2, 12), (2, 3, 4), (-2, 3, 4), (3, 4, 1), (-1, 4, 1), (-3, 2, 12)] {
            let op = Op::new(&[shape]).axis(axis);
            let description = op.describe(SITE);
            let inputs = [random::<f64>(48, 5)];
            let expected: Vec<f64> = (0..48)
                .map(|index| {
                    let first = index / (size * behind) * (size * behind) + index % behind;
                    let sum: f64 = (0..size).map(|place| inputs[0][first + place * behind].exp()).sum();
                    inputs[0][index].exp() / sum
                })
                .collect();
            assert_all_close(&Case::new(&op, &description, 2, &inputs, &[]).output(), &expected, 1e-14);
            check(&op, &description, 2, &inputs, &[]);
        }
    }

    #[test]
    fn only_the_last_axis_is_an_activation() {
        let op = Op::new(&[Shape::new(&[3, 4])]);
        assert_eq!(op.describe(SITE).activation, Activation::Softmax);
        assert_eq!(op.axis(2).describe(SITE).activation, Activation::Softmax);
        assert_eq!(op.axis(1).describe(SITE).activation, Activation::Linear);
    }

    #[test]
    fn large_inputs_do_not_overflow() {
        let op = Op::new(&[Shape::new(&[2, 1])]).axis(1);
        let description = op.describe(SITE);
        let inputs = [vec![-1e30_f32, 1e30]];
        assert_eq!(Case::new(&op, &description, 1, &inputs, &[]).output(), [0.0, 1.0]);
    }

    #[test]
    fn the_axis_exists() {
        for (axis, text) in [(0, "0"), (3, "3"), (-3, "-3")] {
            let problem = Op::new(&[Shape::new(&[3, 4])]).axis(axis).describe(SITE).problem.unwrap();
            assert_eq!(
                problem.as_str(),
                format!(
                    "layer `softmax` (Softmax) works along axis {text}, but layer `dense` (Dense) gives [3, 4]\n\
                     help: its axes are 1 to 2, or -1 for the last"
                )
            );
        }
    }
}
