//! The input's gradient: a convolution of the output's, or patches that are added to the image.

use core::ops::Range;

use super::Convolution;
use crate::kernels::{Gemm, Isa, Start};
use crate::scalar::Scalar;

impl Convolution {
    /// `d_input = kernelᵀ · d_z`, every element summed over the patches that it is in.
    ///
    /// Where a window moves by 1, each element of the input has been seen by a window of outputs:
    /// `d_input` is itself a convolution of `d_z`, with the kernel's taps turned round.
    pub(in crate::layers) fn d_input<T: Scalar>(
        &self,
        isa: Isa,
        kernel: &[T],
        d_z: &[T],
        d_input: &mut [T],
        accumulate: bool,
        scratch: &mut [T],
    ) {
        let start = if accumulate { Start::Sum } else { Start::Zero };
        if self.is_direct() {
            for group in 0..self.groups {
                self.d_input_direct(isa, group, kernel, d_z, d_input, start);
            }
            return;
        }
        if self.correlates() && !self.gathers() {
            let (turned, scratch) = scratch.split_at_mut(self.kernel_len());
            self.turn_taps(isa, kernel, turned);
            self.reversed().forward(isa, turned, d_z, d_input, start, scratch);
            return;
        }
        if !accumulate {
            d_input.fill(T::ZERO);
        }
        if self.gathers() {
            return self.d_input_gathered(isa, kernel, d_z, d_input, scratch);
        }
        let (turned, scratch) = scratch.split_at_mut(self.kernel_len());
        let len = self.patch_len() * self.group_filters();
        for (group, transposed) in turned.chunks_exact_mut(len).enumerate() {
            self.transpose(isa, kernel, group, transposed);
            self.spread(isa, group, transposed, d_z, d_input, scratch);
        }
    }

    /// Patches that lie in the image as they are: no element is in two.
    fn d_input_direct<T: Scalar>(
        &self,
        isa: Isa,
        group: usize,
        kernel: &[T],
        d_z: &[T],
        d_input: &mut [T],
        start: Start<'_, T>,
    ) {
        let stride = self.direct_stride();
        let first = group * self.group_filters();
        let n = d_input.len() / stride;
        let product = Gemm {
            m: self.patch_len(),
            n,
            k: self.group_filters(),
            a: &kernel[first..],
            a_stride: self.filters,
            b: &d_z[first..],
            b_strides: [1, self.filters],
            c: &mut d_input[group * self.group_channels()..],
            c_stride: stride,
            start,
        };
        T::gemm_transposed(isa, product);
    }

    /// Computes the gradients of tiles of patches and adds them to the image, whatever it is.
    fn spread<T: Scalar>(
        &self,
        isa: Isa,
        group: usize,
        transposed: &[T],
        d_z: &[T],
        d_input: &mut [T],
        scratch: &mut [T],
    ) {
        let (first, channel) = (group * self.group_filters(), group * self.group_channels());
        let product = |pixels: Range<usize>, c: &mut [T], c_stride: usize, start: Start<'_, T>| {
            T::gemm(
                isa,
                Gemm {
                    m: self.patch_len(),
                    n: pixels.len(),
                    k: self.group_filters(),
                    a: transposed,
                    a_stride: self.patch_len(),
                    b: &d_z[pixels.start * self.filters + first..],
                    b_strides: [1, self.filters],
                    c,
                    c_stride,
                    start,
                },
            );
        };
        let pixels = self.rows.output * self.columns.output;
        for (sample, image) in d_input.chunks_exact_mut(self.image_len()).enumerate() {
            if self.rows.kernel * self.columns.kernel == 1 {
                // Patches of one pixel, which no other has: into the image as they are.
                for row in 0..self.rows.output {
                    let first = self.pixel(sample, row);
                    let element = self.rows.element(row, 0) * self.columns.input * self.channels;
                    let c_stride = self.columns.stride * self.channels;
                    let c = &mut image[element + channel..];
                    product(first..first + self.columns.output, c, c_stride, Start::Sum);
                }
                continue;
            }
            for first in (0..pixels).step_by(self.tile_pixels()) {
                let tile_pixels = first..pixels.min(first + self.tile_pixels());
                let tile = &mut scratch[..tile_pixels.len() * self.patch_len()];
                let offset = sample * pixels;
                let over_batch = offset + tile_pixels.start..offset + tile_pixels.end;
                product(over_batch, tile, self.patch_len(), Start::Zero);
                scatter(self, tile, tile_pixels, channel, image);
            }
        }
    }

    /// The kernel of [`reversed`](Self::reversed): `[taps from the last, group's filters, channels]`.
    fn turn_taps<T: Scalar>(&self, isa: Isa, kernel: &[T], turned: &mut [T]) {
        let (channels, filters) = (self.group_channels(), self.group_filters());
        let taps = kernel.chunks_exact(channels * self.filters).rev();
        if self.groups == 1 {
            let turned = turned.chunks_exact_mut(filters * channels);
            return taps
                .zip(turned)
                .for_each(|(tap, turned)| T::transpose(isa, filters, channels, tap, turned));
        }
        for (tap, turned) in taps.zip(turned.chunks_exact_mut(filters * self.channels)) {
            for group in 0..self.groups {
                let (from, to) = (&tap[group * filters..], &mut turned[group * channels..]);
                transpose(from, self.filters, [channels, filters], to, self.channels);
            }
        }
    }

    /// A group's kernel as `[filters, taps, channels]`.
    fn transpose<T: Scalar>(&self, isa: Isa, kernel: &[T], group: usize, transposed: &mut [T]) {
        let filters = self.group_filters();
        if self.groups == 1 {
            return T::transpose(isa, filters, self.patch_len(), kernel, transposed);
        }
        let size = [self.patch_len(), filters];
        transpose(&kernel[group * filters..], self.filters, size, transposed, self.patch_len());
    }
}

/// Adds the patches of some pixels of the output, one after another, to an image, whose channels
/// from `channel` on they have seen. What lies over an edge is dropped.
fn scatter<T: Scalar>(
    convolution: &Convolution,
    tile: &[T],
    pixels: Range<usize>,
    channel: usize,
    image: &mut [T],
) {
    let Convolution { rows, columns, channels, groups, .. } = *convolution;
    let seen = convolution.group_channels();
    let (line, row_len) = (columns.kernel * seen, columns.input * channels);
    let is_run = groups == 1 && columns.dilation == 1;
    let mut patches = tile.chunks_exact(convolution.patch_len());
    for row in pixels.start / columns.output..pixels.end.div_ceil(columns.output) {
        let start = row * columns.output;
        let range = pixels.start.max(start) - start..pixels.end.min(start + columns.output) - start;
        let [first, end] = rows.taps(row);
        for (column, patch) in range.zip(&mut patches) {
            let [left, right] = columns.taps(column);
            for tap in first..end {
                let target = &mut image[rows.element(row, tap) * row_len..][..row_len];
                let patch = &patch[tap * line..][..line];
                if is_run {
                    if left < right {
                        let target = &mut target[columns.element(column, left) * channels..];
                        add(target, &patch[left * seen..right * seen]);
                    }
                    continue;
                }
                for side in left..right {
                    let target = &mut target[columns.element(column, side) * channels + channel..];
                    add(target, &patch[side * seen..][..seen]);
                }
            }
        }
    }
}

/// Adds a run to the beginning of another.
#[inline]
fn add<T: Scalar>(to: &mut [T], run: &[T]) {
    to.iter_mut().zip(run).for_each(|(to, value)| *to += *value);
}

/// Transposes `[rows, columns]`, whose rows begin every `from_stride` elements, to columns that
/// begin every `to_stride`.
fn transpose<T: Copy>(
    from: &[T],
    from_stride: usize,
    [rows, columns]: [usize; 2],
    to: &mut [T],
    to_stride: usize,
) {
    for (row, values) in from.chunks(from_stride).take(rows).enumerate() {
        for (column, value) in values.iter().take(columns).enumerate() {
            to[column * to_stride + row] = *value;
        }
    }
}
