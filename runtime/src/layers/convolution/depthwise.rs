//! A convolution of each channel with kernels of its own.

use core::ops::Range;

use super::Convolution;
use super::layer::Products;
use super::parts::Parts;
use crate::kernels::{Depthwise, Isa, Start};
use crate::layers::parts::PARTS;
use crate::layers::sums::add_columns;
use crate::layers::window::Window;
use crate::op::{Gradient, Pass};
use crate::scalar::Scalar;

/// A convolution of images `[height, width, channels]` with `multiplier` kernels a channel, whose
/// outputs lie together: `[height', width', channels · multiplier]`.
///
/// The kernel `[height, width, channels, multiplier]` is that of an image with every channel
/// repeated `multiplier` times. So such an image is made, one at a time, where there are several.
#[derive(Clone, Copy, Debug)]
pub(in crate::layers) struct Channelwise {
    pub(in crate::layers) rows: Window,
    pub(in crate::layers) columns: Window,
    pub(in crate::layers) channels: usize,
    pub(in crate::layers) multiplier: usize,
}

impl Channelwise {
    /// The convolution of the image with repeated channels: a group is one of them.
    #[inline]
    const fn repeated(&self) -> Convolution {
        let channels = self.channels * self.multiplier;
        Convolution {
            rows: self.rows,
            columns: self.columns,
            channels,
            filters: channels,
            groups: if channels == 0 { 1 } else { channels },
        }
    }

    /// The elements of scratch memory of a forward pass.
    #[inline]
    pub(in crate::layers) const fn forward_scratch(&self) -> usize {
        self.copy_len()
    }

    /// The elements of scratch memory that all three products can do with: images with repeated
    /// channels, and the kernel turned round, or parts of its gradient.
    #[inline]
    pub(in crate::layers) const fn scratch(&self) -> usize {
        self.copy_len() + (PARTS - 1) * self.weights()
    }

    /// The elements of kernel and bias.
    #[inline]
    const fn weights(&self) -> usize {
        let convolution = self.repeated();
        convolution.kernel_len() + convolution.filters
    }

    /// The elements of an image with repeated channels; 0 where none is made.
    #[inline]
    const fn copy_len(&self) -> usize {
        if self.multiplier == 1 { 0 } else { self.repeated().image_len() }
    }

    #[inline]
    const fn moves_by_one(&self) -> bool {
        self.rows.stride == 1 && self.columns.stride == 1
    }

    /// Gives the images that the products read, and where their outputs begin: all at once as they
    /// are, or one by one with repeated channels.
    fn each_repeated<T: Scalar>(&self, input: &[T], scratch: &mut [T], mut give: impl FnMut(&[T], usize)) {
        let convolution = self.repeated();
        if self.multiplier == 1 {
            give(input, 0);
            return;
        }
        let copy = &mut scratch[..self.copy_len()];
        for (sample, image) in input.chunks_exact(self.image_len()).enumerate() {
            for (copies, value) in copy.chunks_exact_mut(self.multiplier).zip(image) {
                copies.fill(*value);
            }
            give(copy, sample * convolution.output_len());
        }
    }

    #[inline]
    const fn image_len(&self) -> usize {
        self.rows.input * self.columns.input * self.channels
    }
}

impl Products for Channelwise {
    fn kernel_len(&self) -> usize {
        self.repeated().kernel_len()
    }

    fn filters(&self) -> usize {
        self.channels * self.multiplier
    }

    fn forward<T: Scalar>(&self, pass: Pass, params: &[T], input: &[T], output: &mut [T], scratch: &mut [T]) {
        let (kernel, bias) = params.split_at(self.kernel_len());
        let start = if bias.is_empty() { Start::Zero } else { Start::Rows(bias) };
        self.each_repeated(input, scratch, |images, first| {
            self.repeated().correlate(pass.isa, kernel, images, &mut output[first..], start);
        });
    }

    fn d_params<T: Scalar>(&self, pass: Pass, input: &[T], d_z: &[T], d_params: &mut [T], scratch: &mut [T]) {
        let convolution = self.repeated();
        let parts = Parts {
            weights: self.weights(),
            sample: [self.image_len(), convolution.output_len()],
            work: convolution.output_len().saturating_mul(self.rows.kernel * self.columns.kernel),
        };
        parts.sum(pass, [input, d_z], d_params, scratch, |[input, d_z], sums, scratch| {
            let (d_kernel, d_bias) = sums.split_at_mut(self.kernel_len());
            add_columns(pass.isa, d_z, d_bias);
            self.each_repeated(input, scratch, |images, first| {
                convolution.correlate_kernel(pass.isa, images, &d_z[first..], d_kernel);
            });
        });
    }

    fn d_input<T: Scalar>(
        &self,
        isa: Isa,
        kernel: &[T],
        d_z: &[T],
        d_input: &mut Gradient<'_, T>,
        scratch: &mut [T],
    ) {
        let convolution = self.repeated();
        let (copy, scratch) = scratch.split_at_mut(self.copy_len());
        let turned = &mut scratch[..if self.moves_by_one() { convolution.kernel_len() } else { 0 }];
        let len = convolution.channels;
        for (turned, tap) in turned.chunks_exact_mut(len).zip(kernel.chunks_exact(len).rev()) {
            turned.copy_from_slice(tap);
        }
        let products = |d_z: &[T], d_images: &mut [T], accumulate: bool| {
            if self.moves_by_one() {
                let start = if accumulate { Start::Sum } else { Start::Zero };
                convolution.reversed().correlate(isa, turned, d_z, d_images, start);
            } else {
                if !accumulate {
                    d_images.fill(T::ZERO);
                }
                convolution.spread_channels(isa, kernel, d_z, d_images);
            }
        };
        if self.multiplier == 1 {
            products(d_z, d_input.values, d_input.accumulate);
            return;
        }
        let samples = d_input.values.chunks_exact_mut(self.image_len());
        for (d_image, d_z) in samples.zip(d_z.chunks_exact(convolution.output_len())) {
            products(d_z, copy, false);
            for (d, copies) in d_image.iter_mut().zip(copy.chunks_exact(self.multiplier)) {
                let sum = copies.iter().copied().sum();
                *d = if d_input.accumulate { *d + sum } else { sum };
            }
        }
    }
}

impl Convolution {
    /// Gives the parts of an output whose pixels see the same taps: the inside, and the edges. Of
    /// each its geometry, and where it begins in the kernel, in an image and in its output.
    fn each_part(&self, mut give: impl FnMut(Depthwise, [usize; 3])) {
        let (channels, row_len) = (self.channels, self.columns.input * self.channels);
        let (kernel_row, output_row) = (self.columns.kernel * channels, self.columns.output * channels);
        for rows in runs(&self.rows) {
            for columns in runs(&self.columns) {
                let ([top, bottom], [left, right]) =
                    (self.rows.taps(rows.start), self.columns.taps(columns.start));
                let part = Depthwise {
                    channels,
                    taps: [bottom - top, right - left],
                    pixels: [rows.len(), columns.len()],
                    kernel_row,
                    output_row,
                    tap_steps: [self.rows.dilation * row_len, self.columns.dilation * channels],
                    pixel_steps: [self.rows.stride * row_len, self.columns.stride * channels],
                };
                // A dilated window can miss a small image.
                let is_seen = top < bottom && left < right;
                let input = if is_seen {
                    self.rows.element(rows.start, top) * row_len
                        + self.columns.element(columns.start, left) * channels
                } else {
                    0
                };
                let output = rows.start * output_row + columns.start * channels;
                give(part, [top * kernel_row + left * channels, input, output]);
            }
        }
    }

    /// `output = start + kernel · patches`, channel by channel.
    fn correlate<T: Scalar>(
        &self,
        isa: Isa,
        kernel: &[T],
        images: &[T],
        output: &mut [T],
        start: Start<'_, T>,
    ) {
        let outputs = output.chunks_exact_mut(self.output_len());
        for (image, outputs) in images.chunks_exact(self.image_len()).zip(outputs) {
            self.each_part(|part, [tap, element, pixel]| {
                T::depthwise(isa, part, &kernel[tap..], &image[element..], &mut outputs[pixel..], start);
            });
        }
    }

    /// `d_kernel += d_z · patchesᵀ`, channel by channel.
    fn correlate_kernel<T: Scalar>(&self, isa: Isa, images: &[T], d_z: &[T], d_kernel: &mut [T]) {
        let d_outputs = d_z.chunks_exact(self.output_len());
        for (image, d_z) in images.chunks_exact(self.image_len()).zip(d_outputs) {
            self.each_part(|part, [tap, element, pixel]| {
                T::depthwise_kernel(isa, part, &image[element..], &d_z[pixel..], &mut d_kernel[tap..]);
            });
        }
    }

    /// `d_images += kernelᵀ · d_z`, channel by channel, tap by tap: for windows that move by more
    /// than 1, which see each element few times.
    fn spread_channels<T: Scalar>(&self, isa: Isa, kernel: &[T], d_z: &[T], d_images: &mut [T]) {
        let (channels, row_len) = (self.channels, self.columns.input * self.channels);
        let samples = d_images.chunks_exact_mut(self.image_len()).zip(d_z.chunks_exact(self.output_len()));
        for (d_image, d_z) in samples {
            for (row, d_z) in d_z.chunks_exact(self.columns.output * channels).enumerate() {
                let [first, end] = self.rows.taps(row);
                for tap_row in first..end {
                    let d_row = &mut d_image[self.rows.element(row, tap_row) * row_len..][..row_len];
                    for tap in 0..self.columns.kernel {
                        let [first, end] = self.columns.positions(tap);
                        if first == end {
                            continue;
                        }
                        let depthwise = Depthwise {
                            channels,
                            taps: [1, 1],
                            pixels: [1, end - first],
                            kernel_row: 0,
                            output_row: 0,
                            tap_steps: [0, 0],
                            pixel_steps: [0, self.columns.stride * channels],
                        };
                        let kernel = &kernel[(tap_row * self.columns.kernel + tap) * channels..];
                        let d_row = &mut d_row[self.columns.element(first, tap) * channels..];
                        T::depthwise_input(isa, depthwise, kernel, &d_z[first * channels..], d_row);
                    }
                }
            }
        }
    }
}

/// The runs of positions of a window that see the same taps.
fn runs(window: &Window) -> impl Iterator<Item = Range<usize>> {
    let mut start = 0;
    core::iter::from_fn(move || {
        let first = start;
        while start < window.output && window.taps(start) == window.taps(first) {
            start += 1;
        }
        (first < start).then_some(first..start)
    })
}
