//! A convolution of each channel with kernels of its own.

mod phases;

use core::ops::Range;

use super::Convolution;
use super::layer::Products;
use super::parts::Parts;
use crate::activations::Activation;
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

    fn forward<T: Scalar>(
        &self,
        pass: Pass,
        params: &[T],
        input: &[T],
        output: &mut [T],
        scratch: &mut [T],
        activation: Activation,
    ) -> Activation {
        let (kernel, bias) = params.split_at(self.kernel_len());
        let start = if bias.is_empty() { Start::Zero } else { Start::Rows(bias) };
        self.each_repeated(input, scratch, |images, first| {
            self.repeated().correlate(pass.isa, kernel, images, &mut output[first..], start);
        });
        activation
    }

    fn d_params<T: Scalar>(
        &self,
        pass: Pass,
        [input, d_z, _]: [&[T]; 3],
        d_params: &mut [T],
        scratch: &mut [T],
    ) {
        let convolution = self.repeated();
        let parts = Parts {
            weights: self.weights(),
            sample: [self.image_len(), convolution.output_len()],
            work: convolution.output_len().saturating_mul(self.rows.kernel * self.columns.kernel),
        };
        let batch = input.len() / self.image_len();
        parts.sum(pass, batch, [input, d_z], d_params, scratch, |[input, d_z], sums, scratch| {
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
        let turned = &mut scratch[..convolution.kernel_len()];
        let len = convolution.channels;
        let strides = [self.rows.stride, self.columns.stride];
        let is_one_phase = strides == [1, 1];
        if is_one_phase {
            for (turned, tap) in turned.chunks_exact_mut(len).zip(kernel.chunks_exact(len).rev()) {
                turned.copy_from_slice(tap);
            }
        }
        let mut products = |d_z: &[T], d_images: &mut [T], accumulate: bool| {
            let start = if accumulate { Start::Sum } else { Start::Zero };
            if is_one_phase {
                convolution.reversed().correlate(isa, turned, d_z, d_images, start);
            } else {
                convolution.correlate_phases(isa, kernel, d_z, d_images, start, turned);
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
    /// each its geometry, and where it begins in the kernel, in an image and in its output. The steps
    /// are those of the rows and columns of an image and of its output.
    fn each_part(
        &self,
        [row_len, step]: [usize; 2],
        output_steps: [usize; 2],
        mut give: impl FnMut(Depthwise, [usize; 3]),
    ) {
        let channels = self.channels;
        let kernel_row = self.columns.kernel * channels;
        let whole = Depthwise {
            channels,
            taps: [self.rows.kernel, self.columns.kernel],
            pixels: [self.rows.output, self.columns.output],
            kernel_row,
            output_steps,
            tap_steps: [self.rows.dilation * row_len, self.columns.dilation * step],
            pixel_steps: [self.rows.stride * row_len, self.columns.stride * step],
            outside: [self.rows.outside(), self.columns.outside()],
        };
        if whole.is_compact() && [self.rows.dilation, self.columns.dilation] == [1, 1] {
            return give(whole, [0, 0, 0]);
        }
        for rows in runs(&self.rows) {
            for columns in runs(&self.columns) {
                let ([top, bottom], [left, right]) =
                    (self.rows.taps(rows.start), self.columns.taps(columns.start));
                let part = Depthwise {
                    taps: [bottom - top, right - left],
                    pixels: [rows.len(), columns.len()],
                    outside: [[0, 0], [0, 0]],
                    ..whole
                };
                // A dilated window can miss a small image.
                let is_seen = top < bottom && left < right;
                let input = if is_seen {
                    self.rows.element(rows.start, top) * row_len
                        + self.columns.element(columns.start, left) * step
                } else {
                    0
                };
                let output = rows.start * output_steps[0] + columns.start * output_steps[1];
                give(part, [top * kernel_row + left * channels, input, output]);
            }
        }
    }

    /// The steps of the rows and columns of an image, and of its output.
    fn steps(&self) -> [[usize; 2]; 2] {
        [self.columns.input, self.columns.output].map(|columns| [columns * self.channels, self.channels])
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
        let [steps, output_steps] = self.steps();
        for (image, outputs) in images.chunks_exact(self.image_len()).zip(outputs) {
            self.each_part(steps, output_steps, |part, [tap, element, pixel]| {
                T::depthwise(isa, part, &kernel[tap..], &image[element..], &mut outputs[pixel..], start);
            });
        }
    }

    /// `d_kernel += d_z · patchesᵀ`, channel by channel.
    fn correlate_kernel<T: Scalar>(&self, isa: Isa, images: &[T], d_z: &[T], d_kernel: &mut [T]) {
        let d_outputs = d_z.chunks_exact(self.output_len());
        let [steps, output_steps] = self.steps();
        for (image, d_z) in images.chunks_exact(self.image_len()).zip(d_outputs) {
            self.each_part(steps, output_steps, |part, [tap, element, pixel]| {
                T::depthwise_kernel(isa, part, &image[element..], &d_z[pixel..], &mut d_kernel[tap..]);
            });
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
