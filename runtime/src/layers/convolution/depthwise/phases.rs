//! Gradients of images whose windows move by more than 1.

use crate::kernels::{Isa, Start};
use crate::layers::convolution::Convolution;
use crate::scalar::Scalar;

impl Convolution {
    /// `d_images = start + kernelᵀ · d_z` of windows that move by more than 1: elements that the same
    /// taps have seen are a convolution of `d_z` with these taps, turned round.
    pub(super) fn correlate_phases<T: Scalar>(
        &self,
        isa: Isa,
        kernel: &[T],
        d_z: &[T],
        d_images: &mut [T],
        start: Start<'_, T>,
        turned: &mut [T],
    ) {
        let (channels, row_len) = (self.channels, self.columns.input * self.channels);
        let [down, right] = [self.rows.stride, self.columns.stride];
        for (row_phase, phase) in (0..down).flat_map(|row| (0..right).map(move |column| (row, column))) {
            let (rows, columns) = (self.rows.phase(row_phase), self.columns.phase(phase));
            let place = |row: usize, column: usize| row * self.columns.kernel + column;
            let taps = (row_phase..self.rows.kernel).step_by(down).rev().flat_map(|row| {
                (phase..self.columns.kernel).step_by(right).rev().map(move |column| place(row, column))
            });
            for (turned, tap) in turned.chunks_exact_mut(channels).zip(taps) {
                turned.copy_from_slice(&kernel[tap * channels..][..channels]);
            }
            let geometry = Self { rows: rows.window, columns: columns.window, ..*self };
            let steps = [down * row_len, right * channels];
            let d_row = self.columns.output * channels;
            let first = rows.first * row_len + columns.first * channels;
            let seen = rows.unseen * d_row + columns.unseen * channels;
            let samples =
                d_images.chunks_exact_mut(self.image_len()).zip(d_z.chunks_exact(self.output_len()));
            for (d_image, d_z) in samples {
                geometry.each_part([d_row, channels], steps, |part, [tap, element, pixel]| {
                    let (d_z, d_image) =
                        (d_z.get(seen + element..).unwrap_or_default(), &mut d_image[first + pixel..]);
                    T::depthwise(isa, part, &turned[tap..], d_z, d_image, start);
                });
            }
        }
    }
}
