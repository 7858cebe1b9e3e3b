//! The mean of the values under a window.

use crate::description::Description;
use crate::layers::Padding;
use crate::layers::pooling::{Pool, View, each_block};
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
        each_block!(self.pool.channels(), backward(&self.pool, b.d_output, d_input.values));
    }
}

fn forward<T: Scalar, const LANES: usize>(first: usize, pool: &Pool, input: &[T], output: &mut [T]) {
    let channels = pool.channels();
    let mut pixels = output.chunks_exact_mut(channels);
    for image in input.chunks_exact(pool.input.len()) {
        for (view, pixel) in pool.views().zip(&mut pixels) {
            let count = count::<T>(&view);
            let mut sums = [T::ZERO; LANES];
            for row in view.rows {
                let row = &image[row * pool.width() * channels..][..pool.width() * channels];
                let cells = &row[view.columns.start * channels..view.columns.end * channels];
                for cell in cells.chunks_exact(channels) {
                    sums.iter_mut().zip(&cell[first..first + LANES]).for_each(|(sum, value)| *sum += *value);
                }
            }
            let pixel = &mut pixel[first..first + LANES];
            pixel.iter_mut().zip(sums).for_each(|(mean, sum)| *mean = sum / count);
        }
    }
}

fn backward<T: Scalar, const LANES: usize>(first: usize, pool: &Pool, d_output: &[T], d_input: &mut [T]) {
    let channels = pool.channels();
    let mut pixels = d_output.chunks_exact(channels);
    for image in d_input.chunks_exact_mut(pool.input.len()) {
        for (view, pixel) in pool.views().zip(&mut pixels) {
            let count = count::<T>(&view);
            let mut share = [T::ZERO; LANES];
            let pixel = &pixel[first..first + LANES];
            share.iter_mut().zip(pixel).for_each(|(share, d)| *share = *d / count);
            for row in view.rows {
                let row = &mut image[row * pool.width() * channels..][..pool.width() * channels];
                let cells = &mut row[view.columns.start * channels..view.columns.end * channels];
                for cell in cells.chunks_exact_mut(channels) {
                    cell[first..first + LANES].iter_mut().zip(share).for_each(|(d, share)| *d += share);
                }
            }
        }
    }
}

fn count<T: Scalar>(view: &View) -> T {
    T::from_f64((view.rows.len() * view.columns.len()) as f64)
}

precompile!(Op);
