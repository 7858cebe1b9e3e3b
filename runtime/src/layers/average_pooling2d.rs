//! The mean of the values under a window.

use crate::description::Description;
use crate::layers::Padding;
use crate::layers::pooling::{Pool, Sizes, each_block, seen};
use crate::message::Site;
use crate::op::{Backward, Forward, precompile};
use crate::scalar::Scalar;
use crate::shape::Shape;

/// The mean of each channel under a window that slides over an image, after
/// [Keras's `AveragePooling2D`](https://keras.io/api/layers/pooling_layers/average_pooling2d/).
///
/// # Arguments
/// `AveragePooling2D(pool_size = (2, 2), strides = pool_size, padding = valid)`
///
/// # Shapes
/// `[height, width, channels]` to `[height', width', channels]`, where [`Padding`] says how many
/// positions an axis has. Padding does not count: at an edge it is the mean of fewer values.
///
/// # Gradients
/// Every value under a window of `n` values gets `d_output / n`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[repr(C)]
pub struct AveragePooling2D;

/// The operation of [`AveragePooling2D`].
#[derive(Clone, Copy, Debug)]
pub struct Op {
    pool: Pool,
}

impl Op {
    /// `AveragePooling2D()` of an input.
    #[inline]
    #[must_use]
    pub const fn new(inputs: &[Shape]) -> Self {
        Self { pool: Pool::new(inputs[0]) }
    }

    /// Sets `pool_size`.
    #[inline]
    #[must_use]
    pub const fn pool_size(mut self, pool_size: [usize; 2]) -> Self {
        self.pool.size = pool_size;
        self
    }

    /// Sets `strides`.
    #[inline]
    #[must_use]
    pub const fn strides(mut self, strides: [usize; 2]) -> Self {
        self.pool.strides = Some(strides);
        self
    }

    /// Sets `padding`.
    #[inline]
    #[must_use]
    pub const fn padding(mut self, padding: Padding) -> Self {
        self.pool.padding = padding;
        self
    }

    /// What the operation needs and gives.
    #[inline]
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
        let Backward { d_output, d_inputs, .. } = b;
        let [d_input, ..] = d_inputs else { return };
        if !d_input.is_wanted() {
            return;
        }
        let sizes = self.pool.sizes();
        let d_images = d_input.values.chunks_exact_mut(sizes.image());
        for (d_image, d_output) in d_images.zip(d_output.chunks_exact(sizes.output())) {
            if !d_input.accumulate {
                d_image.fill(T::ZERO);
            }
            backward(&sizes, d_output, d_image);
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
    let height = rows.len() / row_len;
    for (x, pixel) in line.chunks_exact_mut(channels).enumerate() {
        let columns = seen(&sizes.columns, x);
        let count = T::from_f64((height * columns.len()) as f64);
        let mut sums = [T::ZERO; N];
        for row in rows.chunks_exact(row_len) {
            let cells = &row[columns.start * channels..columns.end * channels];
            for cell in cells.chunks_exact(channels) {
                sums.iter_mut().zip(&cell[first..first + N]).for_each(|(sum, value)| *sum += *value);
            }
        }
        pixel[first..first + N].iter_mut().zip(sums).for_each(|(mean, sum)| *mean = sum / count);
    }
}

/// Adds the gradients of an image.
fn backward<T: Scalar>(sizes: &Sizes, d_output: &[T], d_image: &mut [T]) {
    for (y, line) in d_output.chunks_exact(sizes.output_row()).enumerate() {
        let rows = seen(&sizes.rows, y);
        let rows = &mut d_image[rows.start * sizes.row()..rows.end * sizes.row()];
        each_block!(sizes.channels, backward_row(sizes, line, rows));
    }
}

/// Adds the gradients of a block of channels, from a row of the output.
#[inline]
fn backward_row<T: Scalar, const N: usize>(first: usize, sizes: &Sizes, line: &[T], rows: &mut [T]) {
    let (channels, row_len) = (sizes.channels, sizes.row());
    let height = rows.len() / row_len;
    for (x, pixel) in line.chunks_exact(channels).enumerate() {
        let columns = seen(&sizes.columns, x);
        let count = T::from_f64((height * columns.len()) as f64);
        let mut share = [T::ZERO; N];
        share.iter_mut().zip(&pixel[first..first + N]).for_each(|(share, d)| *share = *d / count);
        for row in rows.chunks_exact_mut(row_len) {
            let cells = &mut row[columns.start * channels..columns.end * channels];
            for cell in cells.chunks_exact_mut(channels) {
                cell[first..first + N].iter_mut().zip(share).for_each(|(d, share)| *d += share);
            }
        }
    }
}

precompile!(Op);

#[cfg(test)]
mod tests {
    use super::*;
    use crate::layers::pooling::tests::{arguments, pool};
    use crate::layers::test::{Case, assert_all_close, check, random};

    const SITE: Site = Site::new(["pool", "AveragePooling2D"], ["conv", "Conv2D"]);

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
                let mean = |cells: &[f64]| cells.iter().sum::<f64>() / cells.len() as f64;
                assert_all_close(&output, &pool(&op.pool, 2, &inputs[0], mean), 1e-15);
                if channels % 3 == 0 {
                    check(&op, &description, 2, &inputs, &[]);
                }
            }
        }
    }

    #[test]
    fn padding_does_not_count() {
        let op = op([1, 3, 1]).padding(Padding::Same);
        let description = op.describe(SITE);
        let inputs = [vec![1.0_f32, 3.0, 8.0]];
        let case = Case::new(&op, &description, 1, &inputs, &[]);
        assert_eq!(case.output(), [2.0, 8.0]);
        assert_eq!(case.gradients(&[4.0, 5.0]).d_inputs[0], [2.0, 2.0, 5.0]);
    }

    #[test]
    fn describes_a_pool_that_does_not_fit() {
        assert_eq!(
            op([1, 5, 8]).describe(SITE).problem.expect("a problem").as_str(),
            "layer `pool` (AveragePooling2D) expects at least 2 x 2 pixels, but layer `conv` (Conv2D) gives [1, 5, 8]\n\
             help: pool 2 does not fit height 1; use `padding = same` or a pool of at most 1"
        );
    }
}
