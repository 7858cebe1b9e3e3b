//! The largest value under a window.

use crate::description::Description;
use crate::layers::Padding;
use crate::layers::pooling::{Pool, Sizes, each_block, seen};
use crate::message::Site;
use crate::op::{Backward, Forward, precompile};
use crate::scalar::Scalar;
use crate::shape::Shape;

/// The largest value of each channel under a window that slides over an image, after
/// [Keras's `MaxPooling2D`](https://keras.io/api/layers/pooling_layers/max_pooling2d/).
///
/// # Arguments
/// `MaxPooling2D(pool_size = (2, 2), strides = pool_size, padding = valid)`
///
/// # Shapes
/// `[height, width, channels]` to `[height', width', channels]`, where [`Padding`] says how many
/// positions an axis has. Padding is never the largest.
///
/// # Gradients
/// The gradient goes to the first of the largest values, row by row. A window with a NaN gives
/// NaN, whose gradient goes to the first NaN.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[repr(C)]
pub struct MaxPooling2D;

/// The operation of [`MaxPooling2D`]. It keeps no positions: backward finds them again by
/// comparing input and output, which costs less than writing and reading them.
#[derive(Clone, Copy, Debug)]
pub struct Op {
    pool: Pool,
}

impl Op {
    /// `MaxPooling2D()` of an input.
    #[must_use]
    pub const fn new(inputs: &[Shape]) -> Self {
        Self { pool: Pool::new(inputs[0]) }
    }

    /// Sets `pool_size`.
    #[must_use]
    pub const fn pool_size(mut self, pool_size: [usize; 2]) -> Self {
        self.pool.size = pool_size;
        self
    }

    /// Sets `strides`.
    #[must_use]
    pub const fn strides(mut self, strides: [usize; 2]) -> Self {
        self.pool.strides = Some(strides);
        self
    }

    /// Sets `padding`.
    #[must_use]
    pub const fn padding(mut self, padding: Padding) -> Self {
        self.pool.padding = padding;
        self
    }

    /// What the operation needs and gives.
    #[must_use]
    pub const fn describe(&self, site: Site) -> Description {
        self.pool.describe(site)
    }

    fn run<T: Scalar>(&self, f: Forward<'_, T>) {
        let (sizes, input) = (self.pool.sizes(), f.input());
        let outputs = f.output;
        for (image, output) in input.chunks_exact(sizes.image()).zip(outputs.chunks_exact_mut(sizes.output()))
        {
            forward(&sizes, image, output);
        }
    }

    fn run_backward<T: Scalar>(&self, b: Backward<'_, T>) {
        let Backward { inputs, output, d_output, d_inputs, .. } = b;
        let ([input, ..], [d_input, ..]) = (inputs, d_inputs) else { return };
        if !d_input.is_wanted() {
            return;
        }
        let sizes = self.pool.sizes();
        let images = input.chunks_exact(sizes.image());
        let outputs = output.chunks_exact(sizes.output()).zip(d_output.chunks_exact(sizes.output()));
        let d_images = d_input.values.chunks_exact_mut(sizes.image());
        for ((image, (output, d_output)), d_image) in images.zip(outputs).zip(d_images) {
            if !d_input.accumulate {
                d_image.fill(T::ZERO);
            }
            backward(&sizes, image, [output, d_output], d_image);
        }
    }
}

/// Pools an image row by row, so that all blocks of channels find it in the cache.
fn forward<T: Scalar>(sizes: &Sizes, image: &[T], output: &mut [T]) {
    for (y, line) in output.chunks_exact_mut(sizes.output_row()).enumerate() {
        let rows = seen(&sizes.rows, y);
        let rows = &image[rows.start * sizes.row()..rows.end * sizes.row()];
        each_block!(sizes.channels, forward_row(sizes, rows, line));
    }
}

/// Pools a block of channels to a row of the output, from the rows that its windows see.
#[inline]
fn forward_row<T: Scalar, const N: usize>(first: usize, sizes: &Sizes, rows: &[T], line: &mut [T]) {
    let (channels, row_len) = (sizes.channels, sizes.row());
    let pair = rows.split_at_checked(row_len).filter(|(_, rest)| rest.len() == row_len);
    for (x, pixel) in line.chunks_exact_mut(channels).enumerate() {
        let columns = seen(&sizes.columns, x);
        let cells = columns.start * channels..columns.end * channels;
        let mut largest = [T::NEG_INFINITY; N];
        if let Some((top, bottom)) = pair
            && columns.len() == 2
        {
            // Most pools are so, and without loops twice as fast.
            let (top, bottom) = (&top[cells.clone()], &bottom[cells]);
            let upper = larger(block::<T, N>(top, first), block(top, channels + first));
            let lower = larger(block(bottom, first), block(bottom, channels + first));
            largest = larger(upper, lower);
        } else {
            for row in rows.chunks_exact(row_len) {
                for cell in row[cells.clone()].chunks_exact(channels) {
                    largest = larger(largest, block(cell, first));
                }
            }
        }
        pixel[first..first + N].copy_from_slice(&largest);
    }
}

/// Adds the gradients of an image, from its output and that one's gradient.
fn backward<T: Scalar>(sizes: &Sizes, image: &[T], output: [&[T]; 2], d_image: &mut [T]) {
    let [lines, d_lines] = output.map(|output| output.chunks_exact(sizes.output_row()));
    for (y, (line, d_line)) in lines.zip(d_lines).enumerate() {
        let rows = seen(&sizes.rows, y);
        let rows = rows.start * sizes.row()..rows.end * sizes.row();
        let (rows, d_rows) = (&image[rows.clone()], &mut d_image[rows]);
        each_block!(sizes.channels, backward_row(sizes, rows, [line, d_line], d_rows));
    }
}

/// Adds the gradients of a block of channels, from a row of the output.
#[inline]
fn backward_row<T: Scalar, const N: usize>(
    first: usize,
    sizes: &Sizes,
    rows: &[T],
    [line, d_line]: [&[T]; 2],
    d_rows: &mut [T],
) {
    let (channels, row_len) = (sizes.channels, sizes.row());
    let pixels = line.chunks_exact(channels).zip(d_line.chunks_exact(channels));
    for (x, (pixel, d_pixel)) in pixels.enumerate() {
        let columns = seen(&sizes.columns, x);
        let cells = columns.start * channels..columns.end * channels;
        let largest = block::<T, N>(pixel, first);
        // What is left of the gradient: nothing after the first hit.
        let mut left = block::<T, N>(d_pixel, first);
        for (row, d_row) in rows.chunks_exact(row_len).zip(d_rows.chunks_exact_mut(row_len)) {
            let d_cells = d_row[cells.clone()].chunks_exact_mut(channels);
            for (cell, d_cell) in row[cells.clone()].chunks_exact(channels).zip(d_cells) {
                let values = block(cell, first);
                let passed = only_if_largest(left, values, largest);
                left = only_if_smaller(left, values, largest);
                d_cell[first..first + N].iter_mut().zip(passed).for_each(|(d, passed)| *d += passed);
            }
        }
    }
}

/// The larger of each two numbers, the first of equals; NaN where one is.
#[inline]
fn larger<T: Scalar, const LANES: usize>(mut first: [T; LANES], second: [T; LANES]) -> [T; LANES] {
    for (first, second) in first.iter_mut().zip(second) {
        *first = if (second > *first) | is_nan(second) { second } else { *first };
    }
    first
}

/// What passes to values that are the largest; 0 to the others.
#[inline]
fn only_if_largest<T: Scalar, const N: usize>(mut d: [T; N], values: [T; N], largest: [T; N]) -> [T; N] {
    for (d, (value, largest)) in d.iter_mut().zip(values.into_iter().zip(largest)) {
        *d = if (value == largest) | is_nan(value) { *d } else { T::ZERO };
    }
    d
}

/// What is left of it.
#[inline]
fn only_if_smaller<T: Scalar, const N: usize>(mut d: [T; N], values: [T; N], largest: [T; N]) -> [T; N] {
    for (d, (value, largest)) in d.iter_mut().zip(values.into_iter().zip(largest)) {
        *d = if (value == largest) | is_nan(value) { T::ZERO } else { *d };
    }
    d
}

/// A block of a pixel's channels, in registers.
#[inline]
fn block<T: Scalar, const LANES: usize>(pixel: &[T], first: usize) -> [T; LANES] {
    let mut block = [T::ZERO; LANES];
    block.copy_from_slice(&pixel[first..first + LANES]);
    block
}

#[inline]
#[expect(clippy::eq_op, reason = "NaN alone differs from itself")]
fn is_nan<T: Scalar>(value: T) -> bool {
    value != value
}

precompile!(Op);

#[cfg(test)]
mod tests {
    use super::*;
    use crate::layers::pooling::tests::{arguments, pool};
    use crate::layers::test::{Case, assert_all_close, check, random};
    use crate::shape::UNKNOWN;

    const SITE: Site = Site::new(["pool", "MaxPooling2D"], ["conv", "Conv2D"]);

    fn op(shape: [usize; 3]) -> Op {
        Op::new(&[Shape::new(&shape)])
    }

    #[test]
    fn agrees_with_the_definition_and_with_differences() {
        for (pool_size, strides, padding) in arguments() {
            for channels in [1, 2, 3, 5, 9, 17] {
                let op = op([5, 6, channels]).pool_size(pool_size).strides(strides).padding(padding);
                let inputs = [random(5 * 6 * channels * 2, channels as u64)];
                let description = op.describe(SITE);
                let output = Case::<_, f64>::new(&op, &description, 2, &inputs, &[]).output();
                let expected = pool(&op.pool, 2, &inputs[0], |cells| {
                    cells.iter().fold(f64::NEG_INFINITY, |max, value| max.max(*value))
                });
                assert_all_close(&output, &expected, 0.0);
                if channels % 3 == 0 {
                    check(&op, &description, 2, &inputs, &[]);
                }
            }
        }
    }

    #[test]
    fn the_first_of_equals_gets_the_gradient() {
        let op = op([2, 4, 1]);
        let description = op.describe(SITE);
        let inputs = [vec![1.0_f32, 3.0, -0.0, 0.0, 3.0, 3.0, 0.0, -0.0]];
        let case = Case::new(&op, &description, 1, &inputs, &[]);
        assert_eq!(case.output(), [3.0, 0.0]);
        assert_eq!(case.gradients(&[5.0, 7.0]).d_inputs[0], [0.0, 5.0, 7.0, 0.0, 0.0, 0.0, 0.0, 0.0]);
        let lowest = [vec![f32::NEG_INFINITY; 8]];
        let case = Case { inputs: &lowest, ..case };
        assert_eq!(case.output(), [f32::NEG_INFINITY; 2]);
        assert_eq!(case.gradients(&[5.0, 7.0]).d_inputs[0], [5.0, 0.0, 7.0, 0.0, 0.0, 0.0, 0.0, 0.0]);
    }

    #[test]
    fn not_a_number_stays() {
        for strides in [[2, 2], [1, 1]] {
            for at in 0..4 {
                let op = op([2, 2, 1]).strides(strides);
                let description = op.describe(SITE);
                let mut inputs = [vec![1.0_f32, 2.0, 3.0, 4.0]];
                inputs[0][at] = f32::NAN;
                let case = Case::new(&op, &description, 1, &inputs, &[]);
                assert!(case.output()[0].is_nan());
                let mut expected = [0.0; 4];
                expected[at] = 1.0;
                assert_eq!(case.gradients(&[1.0]).d_inputs[0], expected);
            }
        }
    }

    #[test]
    fn describes_shapes_and_mistakes() {
        let of = |op: Op| op.describe(SITE);
        assert_eq!(of(op([7, 5, 3])).output, Shape::new(&[3, 2, 3]));
        assert_eq!(of(op([7, 5, 3]).padding(Padding::Same)).output, Shape::new(&[4, 3, 3]));
        assert_eq!(of(op([7, 5, 3]).strides([1, 2])).output, Shape::new(&[6, 2, 3]));
        let text = |op: Op| String::from(of(op).problem.expect("a problem").as_str());
        assert_eq!(
            text(op([5, 2, 8]).pool_size([3, 3])),
            "layer `pool` (MaxPooling2D) expects at least 3 x 3 pixels, but layer `conv` (Conv2D) gives [5, 2, 8]\n\
             help: pool 3 does not fit width 2; use `padding = same` or a pool of at most 2"
        );
        assert_eq!(of(op([5, 2, 8]).pool_size([3, 3])).output, Shape::new(&[1, UNKNOWN, 8]));
        assert_eq!(
            text(op([5, 5, 8]).pool_size([0, 2])),
            "layer `pool` (MaxPooling2D): pool_size must be at least 1, found (0, 2)"
        );
        assert_eq!(
            text(op([5, 5, 8]).strides([2, 0])),
            "layer `pool` (MaxPooling2D): strides must be at least 1, found (2, 0)"
        );
        let flat = Op::new(&[Shape::new(&[676])]);
        assert_eq!(
            flat.describe(Site::new(["pool", "MaxPooling2D"], ["flatten", "Flatten"]))
                .problem
                .expect("a problem")
                .as_str(),
            "layer `pool` (MaxPooling2D) expects [height, width, channels], but layer `flatten` (Flatten) gives [676]\n\
             help: put `pool` before the Flatten"
        );
        assert_eq!(of(flat).output, Shape::new(&[UNKNOWN; 3]));
        assert!(of(Op::new(&[Shape::new(&[UNKNOWN, 1, 8])])).problem.is_none());
    }
}
