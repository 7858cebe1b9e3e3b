//! Rows of images with padding at their sides.

use core::ops::Range;

use super::{Convolution, TILE};
use crate::scalar::Scalar;

/// Rows of one image, with room for padding at the sides.
pub(super) struct Band<'a, T> {
    pub(super) values: &'a [T],
    /// The distance of its rows.
    pub(super) row_len: usize,
    /// The image's row that it begins with.
    pub(super) first_row: usize,
    /// The output's rows that can be computed from it.
    pub(super) output: Range<usize>,
    pub(super) sample: usize,
}

impl Convolution {
    /// Gives the images band by band: as they are, or with padding at the sides.
    pub(super) fn each_band<T: Scalar>(
        &self,
        images: &[T],
        scratch: &mut [T],
        mut give: impl FnMut(Band<'_, T>),
    ) {
        let outputs = self.rows.output;
        let row_len = self.columns.input * self.channels;
        let padded = self.padded_len();
        let before = self.columns.before * self.channels;
        let copied = row_len.min(padded - before);
        if self.pads_sides() {
            // The padding is the same in all bands.
            for row in scratch[..self.band_len()].chunks_exact_mut(padded) {
                row[..before].fill(T::ZERO);
                row[before + copied..].fill(T::ZERO);
            }
        }
        for (sample, image) in images.chunks_exact(self.image_len()).enumerate() {
            if !self.pads_sides() {
                give(Band { values: image, row_len, first_row: 0, output: 0..outputs, sample });
                continue;
            }
            for first in (0..outputs).step_by(self.band_outputs()) {
                let output = first..outputs.min(first + self.band_outputs());
                let [first_row, end] = self.input_rows(&output);
                let band = &mut scratch[..(end - first_row) * padded];
                let rows = image[first_row * row_len..].chunks_exact(row_len);
                for (to, from) in band.chunks_exact_mut(padded).zip(rows) {
                    to[before..before + copied].copy_from_slice(&from[..copied]);
                }
                give(Band { values: band, row_len: padded, first_row, output, sample });
            }
        }
    }

    /// The element of a band under the first tap of a kernel row, for the first pixel of a row.
    pub(super) fn element<T>(&self, band: &Band<'_, T>, row: usize, tap: usize, group: usize) -> usize {
        (self.rows.element(row, tap) - band.first_row) * band.row_len + group * self.group_channels()
    }

    /// The first pixel of a row of the output, counted over the batch.
    #[inline]
    pub(super) const fn pixel(&self, sample: usize, row: usize) -> usize {
        (sample * self.rows.output + row) * self.columns.output
    }

    /// The image's rows that rows of the output see, at least one.
    #[inline]
    const fn input_rows(&self, output: &Range<usize>) -> [usize; 2] {
        let start = (output.start * self.rows.stride).saturating_sub(self.rows.before);
        let end = ((output.end - 1) * self.rows.stride + self.rows.span()).saturating_sub(self.rows.before);
        [start, if end < self.rows.input { end } else { self.rows.input }]
    }

    /// True where a window hangs over a side of the image.
    #[inline]
    pub(super) const fn pads_sides(&self) -> bool {
        self.columns.before > 0 || self.padded_len() > self.columns.input * self.channels
    }

    /// The elements of a row from the first window's first tap to the last one's last.
    #[inline]
    pub(super) const fn padded_len(&self) -> usize {
        ((self.columns.output - 1) * self.columns.stride + self.columns.span()) * self.channels
    }

    /// The rows of the output that a band is for: as many as keep it in the cache.
    #[inline]
    const fn band_outputs(&self) -> usize {
        let rows = TILE / self.padded_len();
        let outputs = rows.saturating_sub(self.rows.span()) / self.rows.stride + 1;
        if outputs < self.rows.output { outputs } else { self.rows.output }
    }

    /// The elements of a band at most; 0 where no copy is needed.
    #[inline]
    pub(super) const fn band_len(&self) -> usize {
        if self.is_direct() || !self.pads_sides() {
            return 0;
        }
        let rows = (self.band_outputs() - 1) * self.rows.stride + self.rows.span();
        (if rows < self.rows.input { rows } else { self.rows.input }) * self.padded_len()
    }
}
