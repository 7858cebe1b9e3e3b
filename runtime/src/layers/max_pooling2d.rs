//! The largest value under a window.

#![allow(clippy::inline_always, reason = "loops have to end up in code of the instruction set")]

use crate::description::Description;
use crate::kernels::{Cells, Loop, vectorise};
use crate::layers::Padding;
use crate::layers::pooling::{Pool, Sizes, each_block, seen};
use crate::message::Site;
use crate::op::{Backward, Forward, Gradient, precompile};
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
        if let Some(cells) = cells(&sizes) {
            let outputs = f.output.chunks_exact_mut(sizes.output());
            for (image, output) in input.chunks_exact(sizes.image()).zip(outputs) {
                T::max_pool(f.pass.isa, cells, image, output);
            }
            return;
        }
        vectorise(f.pass.isa, Images { sizes, input, output: f.output });
    }

    fn run_backward<T: Scalar>(&self, b: Backward<'_, T>) {
        let Backward { pass, inputs, output, d_output, d_inputs, .. } = b;
        let ([input, ..], [d_input, ..]) = (inputs, d_inputs) else { return };
        if !d_input.is_wanted() {
            return;
        }
        let sizes = self.pool.sizes();
        if let Some(cells) = cells(&sizes) {
            let [outputs, d_outputs] = [output, d_output].map(|output| output.chunks_exact(sizes.output()));
            let d_images = d_input.values.chunks_exact_mut(sizes.image());
            let images = input.chunks_exact(sizes.image()).zip(d_images);
            for ((image, d_image), outputs) in images.zip(outputs.zip(d_outputs)) {
                if !d_input.accumulate && 4 * sizes.output() < sizes.image() {
                    // There are pixels that no window sees.
                    d_image.fill(T::ZERO);
                }
                T::max_pool_gradient(pass.isa, cells, image, outputs.into(), d_image, d_input.accumulate);
            }
            return;
        }
        vectorise(pass.isa, Gradients { sizes, input, output: [output, d_output], d_input });
    }
}

/// A pool of cells of 2 × 2 pixels side by side, which most are.
const fn cells(sizes: &Sizes) -> Option<Cells> {
    let Sizes { rows, columns, channels } = sizes;
    let is_half = rows.kernel == 2
        && columns.kernel == 2
        && rows.stride == 2
        && columns.stride == 2
        && rows.output == rows.input / 2
        && columns.output == columns.input / 2;
    if is_half { Some(Cells { rows: rows.input, columns: columns.input, channels: *channels }) } else { None }
}

/// The forward pass of a batch, as a loop.
struct Images<'a, T> {
    sizes: Sizes,
    input: &'a [T],
    output: &'a mut [T],
}

impl<T: Scalar> Loop for Images<'_, T> {
    #[inline(always)]
    fn run(self) {
        let sizes = self.sizes;
        let outputs = self.output.chunks_exact_mut(sizes.output());
        for (image, output) in self.input.chunks_exact(sizes.image()).zip(outputs) {
            forward(&sizes, image, output);
        }
    }
}

/// The backward pass of a batch, as a loop.
struct Gradients<'a, 'b, T> {
    sizes: Sizes,
    input: &'a [T],
    output: [&'a [T]; 2],
    d_input: &'a mut Gradient<'b, T>,
}

impl<T: Scalar> Loop for Gradients<'_, '_, T> {
    #[inline(always)]
    fn run(self) {
        let sizes = self.sizes;
        let images = self.input.chunks_exact(sizes.image());
        let [outputs, d_outputs] = self.output.map(|output| output.chunks_exact(sizes.output()));
        let d_images = self.d_input.values.chunks_exact_mut(sizes.image());
        for ((image, (output, d_output)), d_image) in images.zip(outputs.zip(d_outputs)).zip(d_images) {
            if !self.d_input.accumulate {
                d_image.fill(T::ZERO);
            }
            backward(&sizes, image, [output, d_output], d_image);
        }
    }
}

/// Pools an image row by row, so that all blocks of channels find it in the cache.
#[inline(always)]
fn forward<T: Scalar>(sizes: &Sizes, image: &[T], output: &mut [T]) {
    for (y, line) in output.chunks_exact_mut(sizes.output_row()).enumerate() {
        let rows = seen(&sizes.rows, y);
        let rows = &image[rows.start * sizes.row()..rows.end * sizes.row()];
        each_block!(sizes.channels, forward_row(sizes, rows, line));
    }
}

/// Pools a block of channels to a row of the output, from the rows that its windows see.
#[inline(always)]
fn forward_row<T: Scalar, const N: usize>(first: usize, sizes: &Sizes, rows: &[T], line: &mut [T]) {
    let (channels, row_len) = (sizes.channels, sizes.row());
    for (x, pixel) in line.chunks_exact_mut(channels).enumerate() {
        let columns = seen(&sizes.columns, x);
        let cells = columns.start * channels..columns.end * channels;
        let mut largest = [T::NEG_INFINITY; N];
        for row in rows.chunks_exact(row_len) {
            for cell in row[cells.clone()].chunks_exact(channels) {
                largest = larger(largest, block(cell, first));
            }
        }
        pixel[first..first + N].copy_from_slice(&largest);
    }
}

/// Adds the gradients of an image, from its output and that one's gradient.
#[inline(always)]
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
#[inline(always)]
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
                left = pass_on(left, cell, d_cell, largest, first);
            }
        }
    }
}

/// Adds what is left of the gradient where a cell has the largest values, and gives the rest.
#[inline(always)]
fn pass_on<T: Scalar, const N: usize>(
    left: [T; N],
    cells: &[T],
    d_cells: &mut [T],
    largest: [T; N],
    first: usize,
) -> [T; N] {
    let values = block(cells, first);
    let passed = only_if_largest(left, values, largest);
    for (d, passed) in d_cells[first..first + N].iter_mut().zip(passed) {
        *d += passed;
    }
    only_if_smaller(left, values, largest)
}

/// The larger of each two numbers, the first of equals; NaN where one is.
#[inline(always)]
fn larger<T: Scalar, const LANES: usize>(mut first: [T; LANES], second: [T; LANES]) -> [T; LANES] {
    for (first, second) in first.iter_mut().zip(second) {
        *first = if (second > *first) | second.is_nan() { second } else { *first };
    }
    first
}

/// What passes to values that are the largest; 0 to the others.
#[inline(always)]
fn only_if_largest<T: Scalar, const N: usize>(mut d: [T; N], values: [T; N], largest: [T; N]) -> [T; N] {
    for (d, (value, largest)) in d.iter_mut().zip(values.into_iter().zip(largest)) {
        *d = if (value == largest) | value.is_nan() { *d } else { T::ZERO };
    }
    d
}

/// What is left of it.
#[inline(always)]
fn only_if_smaller<T: Scalar, const N: usize>(mut d: [T; N], values: [T; N], largest: [T; N]) -> [T; N] {
    for (d, (value, largest)) in d.iter_mut().zip(values.into_iter().zip(largest)) {
        *d = if (value == largest) | value.is_nan() { T::ZERO } else { *d };
    }
    d
}

/// A block of a pixel's channels, in registers.
#[inline(always)]
fn block<T: Scalar, const LANES: usize>(pixel: &[T], first: usize) -> [T; LANES] {
    let mut block = [T::ZERO; LANES];
    block.copy_from_slice(&pixel[first..first + LANES]);
    block
}

precompile!(Op);

#[cfg(test)]
mod tests;
