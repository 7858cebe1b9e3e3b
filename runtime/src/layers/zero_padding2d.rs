//! Zeros around an image.

use crate::description::Description;
use crate::layers::elementwise::pass_on;
use crate::layers::image::not_an_image;
use crate::message::Site;
use crate::op::{Backward, Forward, Gradient, precompile};
use crate::scalar::Scalar;
use crate::shape::{Shape, UNKNOWN, known};

/// Zeros around an image, after
/// [Keras's `ZeroPadding2D`](https://keras.io/api/layers/reshaping_layers/zero_padding2d/).
///
/// # Arguments
/// `ZeroPadding2D(padding = (1, 1))`: pixels on all sides, `(height, width)` for each of two
/// sides, or `((top, bottom), (left, right))`.
///
/// # Shapes
/// `[height, width, channels]` to `[top + height + bottom, left + width + right, channels]`.
///
/// # Gradients
/// `d_input` is `d_output` without its edges.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[repr(C)]
pub struct ZeroPadding2D;

/// The operation of [`ZeroPadding2D`].
#[derive(Clone, Copy, Debug)]
pub struct Op {
    input: Shape,
    padding: [[usize; 2]; 2],
}

impl Op {
    /// `ZeroPadding2D()` of an input.
    #[inline]
    #[must_use]
    pub const fn new(inputs: &[Shape]) -> Self {
        Self { input: inputs[0], padding: [[1, 1], [1, 1]] }
    }

    /// Sets `padding`: `[[top, bottom], [left, right]]`.
    #[inline]
    #[must_use]
    pub const fn padding(mut self, padding: [[usize; 2]; 2]) -> Self {
        self.padding = padding;
        self
    }

    #[inline]
    const fn output(&self) -> Shape {
        let fits = self.input.rank() == 3;
        let (mut sizes, mut axis) = ([UNKNOWN; 3], 0);
        while fits && axis < 3 {
            let [before, after] = if axis < 2 { self.padding[axis] } else { [0, 0] };
            let size = self.input.axis(axis);
            sizes[axis] =
                if size == UNKNOWN { UNKNOWN } else { before.saturating_add(size).saturating_add(after) };
            axis += 1;
        }
        Shape::new(&sizes)
    }

    /// What the operation needs and gives.
    #[inline]
    #[must_use]
    pub const fn describe(&self, site: Site) -> Description {
        let description = Description::new(self.output()).backward_reads(false, false);
        match not_an_image(site, self.input) {
            Some(problem) => description.problem(problem),
            None => description,
        }
    }

    /// The elements of a row of the input, and for each of its rows in a batch the place in the
    /// output where it begins.
    fn rows(&self) -> (usize, impl Iterator<Item = usize>) {
        let [[top, _], [left, _]] = self.padding;
        let (height, channels) = (known(self.input.axis(0)), known(self.input.last()));
        let (image, row) = (self.output().len(), known(self.output().axis(1)) * channels);
        let starts = (0..).flat_map(move |sample| {
            (top..top + height).map(move |y| sample * image + y * row + left * channels)
        });
        (known(self.input.axis(1)) * channels, starts)
    }

    fn run<T: Scalar>(&self, f: Forward<'_, T>) {
        let (width, starts) = self.rows();
        let mut end = 0;
        for (row, start) in f.inputs[0].chunks_exact(width.max(1)).zip(starts) {
            f.output[end..start].fill(T::ZERO);
            end = start + width;
            f.output[start..end].copy_from_slice(row);
        }
        f.output[end..].fill(T::ZERO);
    }

    fn run_backward<T: Scalar>(&self, b: Backward<'_, T>) {
        let (width, starts) = self.rows();
        let accumulate = b.d_inputs[0].accumulate;
        for (values, start) in b.d_inputs[0].values.chunks_exact_mut(width.max(1)).zip(starts) {
            pass_on(&b.d_output[start..start + width], &mut Gradient { values, accumulate });
        }
    }
}

precompile!(Op);

#[cfg(test)]
mod tests {
    use super::*;
    use crate::layers::test::{Case, check, random};

    const SITE: Site = Site::new(["pad", "ZeroPadding2D"], ["conv", "Conv2D"]);

    #[test]
    fn values_by_hand() {
        let op = Op::new(&[Shape::new(&[1, 2, 2])]).padding([[1, 0], [0, 1]]);
        let description = op.describe(SITE);
        assert_eq!(description.output, Shape::new(&[2, 3, 2]));
        let inputs = [vec![1.0_f32, 2.0, 3.0, 4.0]];
        let case = Case::new(&op, &description, 1, &inputs, &[]);
        assert_eq!(case.output(), [0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 1.0, 2.0, 3.0, 4.0, 0.0, 0.0]);
        let d: Vec<f32> = (0..12).map(|index| index as f32).collect();
        assert_eq!(case.gradients(&d).d_inputs[0], [6.0, 7.0, 8.0, 9.0]);
    }

    #[test]
    fn any_padding_as_a_plain_loop() {
        for padding in [[[1, 1], [1, 1]], [[0, 0], [0, 0]], [[1, 2], [0, 3]], [[0, 1], [2, 0]]] {
            let op = Op::new(&[Shape::new(&[3, 4, 2])]).padding(padding);
            let description = op.describe(SITE);
            let inputs = [random::<f64>(48, 3)];
            let [height, width, channels] = description.output.to_array();
            let mut expected = Vec::new();
            for sample in 0..2 {
                for (y, x, c) in (0..height * width * channels)
                    .map(|index| (index / channels / width, index / channels % width, index % channels))
                {
                    let (y, x) = (y.wrapping_sub(padding[0][0]), x.wrapping_sub(padding[1][0]));
                    let inside = y < 3 && x < 4;
                    expected.push(if inside { inputs[0][((sample * 3 + y) * 4 + x) * 2 + c] } else { 0.0 });
                }
            }
            assert_eq!(Case::new(&op, &description, 2, &inputs, &[]).output(), expected);
            check(&op, &description, 2, &inputs, &[]);
        }
    }

    #[test]
    fn the_input_is_an_image() {
        let description = Op::new(&[Shape::new(&[28, 28])]).describe(SITE);
        assert_eq!(
            description.problem.unwrap().as_str(),
            "layer `pad` (ZeroPadding2D) expects [height, width, channels], \
             but layer `conv` (Conv2D) gives [28, 28]\n\
             help: a channels axis is missing: put `Reshape((28, 28, 1))` before `pad`"
        );
        assert_eq!(description.output, Shape::new(&[UNKNOWN, UNKNOWN, UNKNOWN]));
        let open = Op::new(&[Shape::new(&[UNKNOWN, 4, 2])]).describe(SITE);
        assert_eq!(open.output, Shape::new(&[UNKNOWN, 6, 2]));
        assert!(open.problem.is_none());
    }
}
