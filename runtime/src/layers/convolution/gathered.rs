//! Small images of many channels: products of a tap at a time, over the pixels of several images.
//!
//! An image of 2 × 2 pixels gives products of 2 columns, for which megabytes of weights would be
//! read again with every image, and written again for their gradient. So the pixels that see a tap
//! are copied together from as many images as there is room for.
//!
//! A sum is still one chain over taps and channels (or over samples and pixels), whatever the batch.

use super::Convolution;
use crate::kernels::{Gemm, Isa, Start};
use crate::op::Pass;
use crate::scalar::Scalar;

/// The most pixels that are copied together.
const PIXELS: usize = 64;
/// The longest rows of the output for which that pays: longer ones fill the registers.
const LONGEST_ROW: usize = 4;
/// The fewest weights of a tap for which it does: fewer stay in the cache.
const FEWEST_WEIGHTS: usize = 128 * 128;

/// Pixels of images, a block of rows and columns in each.
#[derive(Clone, Copy)]
struct Block {
    image_len: usize,
    channels: usize,
    /// The first pixel's first element.
    first: usize,
    /// The numbers of rows and columns, and how far apart they are.
    counts: [usize; 2],
    steps: [usize; 2],
}

impl Block {
    /// True where it is all of the images, as they lie.
    const fn is_all(&self) -> bool {
        self.counts[0] * self.counts[1] * self.channels == self.image_len
    }

    /// The pixels of some images.
    fn pixels<T>(&self, images: &[T]) -> usize {
        images.len() / self.image_len * self.counts[0] * self.counts[1]
    }

    /// The places of the pixels, image by image and row by row.
    fn places(self, images: usize) -> impl Iterator<Item = usize> {
        let [rows, columns] = self.counts;
        (0..images).flat_map(move |image| {
            (0..rows).flat_map(move |row| {
                let first = image * self.image_len + self.first + row * self.steps[0];
                (0..columns).map(move |column| first + column * self.steps[1])
            })
        })
    }

    fn gather<T: Scalar>(&self, images: &[T], pixels: &mut [T]) {
        let places = self.places(images.len() / self.image_len);
        for (pixel, place) in pixels.chunks_exact_mut(self.channels).zip(places) {
            pixel.copy_from_slice(&images[place..place + self.channels]);
        }
    }

    fn scatter<T: Scalar>(&self, pixels: &[T], images: &mut [T]) {
        let places = self.places(images.len() / self.image_len);
        for (pixel, place) in pixels.chunks_exact(self.channels).zip(places) {
            images[place..place + self.channels].copy_from_slice(pixel);
        }
    }

    /// Lets something add to the pixels, in a copy where they do not lie together.
    fn add<T: Scalar>(&self, images: &mut [T], copy: &mut [T], add: impl FnOnce(&mut [T])) {
        if self.is_all() {
            return add(images);
        }
        let copy = &mut copy[..self.pixels(images) * self.channels];
        self.gather(images, copy);
        add(copy);
        self.scatter(copy, images);
    }

    /// The pixels, in a copy where they do not lie together.
    fn read<'a, T: Scalar>(&self, images: &'a [T], copy: &'a mut [T]) -> &'a [T] {
        if self.is_all() {
            return images;
        }
        let copy = &mut copy[..self.pixels(images) * self.channels];
        self.gather(images, copy);
        copy
    }
}

impl Convolution {
    /// True where products of a tap at a time are better.
    #[inline]
    pub(super) const fn gathers(&self) -> bool {
        self.groups == 1
            && !self.is_direct()
            && self.columns.output <= LONGEST_ROW
            && self.rows.output * self.columns.output <= PIXELS
            && self.channels * self.filters >= FEWEST_WEIGHTS
    }

    /// The images that are computed together.
    #[inline]
    const fn images(&self) -> usize {
        match PIXELS.checked_div(self.rows.output * self.columns.output) {
            Some(images) => images,
            None => 1,
        }
    }

    /// The elements of scratch memory of the products here.
    #[inline]
    pub(super) const fn gathered_len(&self) -> usize {
        self.images() * self.rows.output * self.columns.output * (self.channels + self.filters)
    }

    /// Calls a function with each tap that sees something: its place in the kernel, the pixels of
    /// the input that it sees, and those of the output.
    fn each_tap(&self, mut give: impl FnMut(usize, Block, Block)) {
        let Self { rows, columns, channels, filters, .. } = *self;
        let [row_len, output_row] = [columns.input * channels, columns.output * filters];
        for tap_row in 0..rows.kernel {
            for tap in 0..columns.kernel {
                let ([top, bottom], [left, right]) = (rows.positions(tap_row), columns.positions(tap));
                if top == bottom || left == right {
                    continue;
                }
                let counts = [bottom - top, right - left];
                let input = Block {
                    image_len: self.image_len(),
                    channels,
                    first: rows.element(top, tap_row) * row_len + columns.element(left, tap) * channels,
                    counts,
                    steps: [rows.stride * row_len, columns.stride * channels],
                };
                let output = Block {
                    image_len: self.output_len(),
                    channels: filters,
                    first: top * output_row + left * filters,
                    counts,
                    steps: [output_row, filters],
                };
                give((tap_row * columns.kernel + tap) * channels * filters, input, output);
            }
        }
    }

    /// `output = start + kernel · patches`.
    pub(super) fn forward_gathered<T: Scalar>(
        &self,
        isa: Isa,
        kernel: &[T],
        input: &[T],
        output: &mut [T],
        start: Start<'_, T>,
        scratch: &mut [T],
    ) {
        let (m, k) = (self.filters, self.channels);
        match start {
            Start::Zero => output.fill(T::ZERO),
            Start::Rows(bias) => output.chunks_exact_mut(m).for_each(|y| y.copy_from_slice(&bias[..m])),
            Start::Sum => {}
        }
        let (x_copy, y_copy) = scratch.split_at_mut(self.gathered_len() / (m + k) * k);
        let images = input.chunks(self.images() * self.image_len());
        for (input, output) in images.zip(output.chunks_mut(self.images() * self.output_len())) {
            self.each_tap(|tap, from, to| {
                let (n, b) = (from.pixels(input), from.read(input, x_copy));
                let (a, a_stride, b_strides, c_stride) = (&kernel[tap..], m, [1, k], m);
                let start = Start::Sum;
                to.add(output, y_copy, |c| {
                    T::gemm(isa, Gemm { m, n, k, a, a_stride, b, b_strides, c, c_stride, start });
                });
            });
        }
    }

    /// `d_kernel += d_z · patchesᵀ`.
    pub(super) fn d_kernel_gathered<T: Scalar>(
        &self,
        pass: Pass,
        input: &[T],
        d_z: &[T],
        d_kernel: &mut [T],
        scratch: &mut [T],
    ) {
        let (m, n) = (self.filters, self.channels);
        let (x_copy, y_copy) = scratch.split_at_mut(self.gathered_len() / (m + n) * n);
        let images = input.chunks(self.images() * self.image_len());
        for (input, d_z) in images.zip(d_z.chunks(self.images() * self.output_len())) {
            self.each_tap(|tap, from, to| {
                let (k, b) = (from.pixels(input), from.read(input, x_copy));
                let a = to.read(d_z, y_copy);
                let (c, a_stride, b_strides, c_stride) = (&mut d_kernel[tap..], m, [n, 1], m);
                let start = Start::Sum;
                pass.gemm(Gemm { m, n, k, a, a_stride, b, b_strides, c, c_stride, start });
            });
        }
    }

    /// `d_input += kernelᵀ · d_z`.
    pub(super) fn d_input_gathered<T: Scalar>(
        &self,
        isa: Isa,
        kernel: &[T],
        d_z: &[T],
        d_input: &mut [T],
        scratch: &mut [T],
    ) {
        let (m, k) = (self.channels, self.filters);
        let (x_copy, y_copy) = scratch.split_at_mut(self.gathered_len() / (m + k) * m);
        let images = d_input.chunks_mut(self.images() * self.image_len());
        for (d_input, d_z) in images.zip(d_z.chunks(self.images() * self.output_len())) {
            self.each_tap(|tap, from, to| {
                let (n, b) = (to.pixels(d_z), to.read(d_z, y_copy));
                let (a, a_stride, b_strides, c_stride) = (&kernel[tap..], k, [1, k], m);
                let start = Start::Sum;
                from.add(d_input, x_copy, |c| {
                    T::gemm_transposed(isa, Gemm { m, n, k, a, a_stride, b, b_strides, c, c_stride, start });
                });
            });
        }
    }
}

#[cfg(test)]
mod tests;
