//! The largest value under a window.

use crate::description::Description;
use crate::layers::Padding;
use crate::layers::pooling::{Pool, each_block};
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
        self.pool.pool_size = pool_size;
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
        each_block!(self.pool.channels(), forward(&self.pool, f.input(), f.output));
    }

    fn run_backward<T: Scalar>(&self, b: Backward<'_, T>) {
        let d_input = &mut b.d_inputs[0];
        if !d_input.is_wanted() {
            return;
        }
        if !d_input.accumulate {
            d_input.values.fill(T::ZERO);
        }
        each_block!(
            self.pool.channels(),
            backward(&self.pool, b.inputs[0], b.output, b.d_output, d_input.values)
        );
    }
}

fn forward<T: Scalar, const LANES: usize>(first: usize, pool: &Pool, input: &[T], output: &mut [T]) {
    let channels = pool.channels();
    let images = input.chunks_exact(pool.input.len());
    let mut pixels = output.chunks_exact_mut(channels);
    for image in images {
        for (view, pixel) in pool.views().zip(&mut pixels) {
            let mut largest = [T::NEG_INFINITY; LANES];
            for row in view.rows {
                let row = &image[row * pool.width() * channels..][..pool.width() * channels];
                let cells = &row[view.columns.start * channels..view.columns.end * channels];
                for cell in cells.chunks_exact(channels) {
                    for (largest, value) in largest.iter_mut().zip(&cell[first..first + LANES]) {
                        *largest = if *value > *largest || is_nan(*value) { *value } else { *largest };
                    }
                }
            }
            pixel[first..first + LANES].copy_from_slice(&largest);
        }
    }
}

fn backward<T: Scalar, const LANES: usize>(
    first: usize,
    pool: &Pool,
    input: &[T],
    output: &[T],
    d_output: &[T],
    d_input: &mut [T],
) {
    let channels = pool.channels();
    let images = input.chunks_exact(pool.input.len()).zip(d_input.chunks_exact_mut(pool.input.len()));
    let mut pixels = output.chunks_exact(channels).zip(d_output.chunks_exact(channels));
    for (image, d_image) in images {
        for (view, (pixel, d_pixel)) in pool.views().zip(&mut pixels) {
            let largest = &pixel[first..first + LANES];
            // What is left of the gradient: nothing after the first hit.
            let mut left = [T::ZERO; LANES];
            left.copy_from_slice(&d_pixel[first..first + LANES]);
            for row in view.rows {
                let start = row * pool.width() * channels;
                let cells = start + view.columns.start * channels..start + view.columns.end * channels;
                let d_cells = d_image[cells.clone()].chunks_exact_mut(channels);
                for (cell, d_cell) in image[cells].chunks_exact(channels).zip(d_cells) {
                    let values = cell[first..first + LANES].iter().zip(&mut d_cell[first..first + LANES]);
                    for ((value, d), (largest, left)) in values.zip(largest.iter().zip(&mut left)) {
                        let hit = *value == *largest || is_nan(*value);
                        *d += if hit { *left } else { T::ZERO };
                        *left = if hit { T::ZERO } else { *left };
                    }
                }
            }
        }
    }
}

#[inline]
#[expect(clippy::eq_op, reason = "NaN alone differs from itself")]
fn is_nan<T: Scalar>(value: T) -> bool {
    value != value
}

precompile!(Op);
