//! Images of one channel, which a first layer often sees, by kernels of their own.

use core::ops::Range;

use super::Convolution;
use super::band::Band;
use crate::kernels::{FEWEST_PIXELS, Isa, Patches, PatchesGradient};
use crate::scalar::Scalar;

impl Convolution {
    /// True where the kernels for one channel are used.
    #[inline]
    pub(super) const fn has_patches(&self) -> bool {
        self.channels == 1
            && self.rows.stride == 1
            && self.columns.stride == 1
            && self.columns.output >= FEWEST_PIXELS
            && !self.is_direct()
            && self.pieces().is_none()
    }

    /// True where the gradients of the weights are computed so, also from the gradient of relu's output.
    #[inline]
    pub(super) const fn masks(&self) -> bool {
        // A dilated window can miss a small image, which the bias does not.
        self.has_patches()
            && self.columns.kernel == 3
            && self.columns.dilation == 1
            && self.rows.dilation == 1
    }

    /// `output = max(floor, bias + kernel · patches)`.
    #[expect(clippy::too_many_arguments, reason = "the operands of a product")]
    pub(super) fn forward_patches<T: Scalar>(
        &self,
        isa: Isa,
        kernel: &[T],
        bias: &[T],
        input: &[T],
        output: &mut [T],
        floor: T,
        scratch: &mut [T],
    ) {
        self.each_patches(input, scratch, |patches, values, tap, first| {
            let (kernel, output) = (&kernel[tap..], &mut output[first..]);
            T::patches(isa, patches, kernel, values, output, bias, floor);
        });
    }

    /// The gradients of the weights, from the input, the output's gradient, and the output where relu made it.
    pub(super) fn d_params_patches<T: Scalar>(
        &self,
        isa: Isa,
        [input, d_output, output]: [&[T]; 3],
        d_kernel: &mut [T],
        d_bias: &mut [T],
        scratch: &mut [T],
    ) {
        self.each_patches(input, scratch, |patches, input, tap, first| {
            let output = if output.is_empty() { output } else { &output[first..] };
            let (d_output, d_kernel) = (&d_output[first..], &mut d_kernel[tap..]);
            let gradient = PatchesGradient { input, d_output, output, d_kernel, d_bias: &mut *d_bias };
            T::patches_gradient(isa, patches, gradient);
        });
    }

    /// Gives the rows of the output that see the same taps: their geometry, what they see, and where the first
    /// tap and the first pixel are in the kernel and in the output.
    fn each_patches<T: Scalar>(
        &self,
        input: &[T],
        scratch: &mut [T],
        mut give: impl FnMut(Patches, &[T], usize, usize),
    ) {
        self.each_band(input, scratch, |band| {
            let mut rows = band.output.clone();
            while let Some(row) = rows.next() {
                let taps = self.rows.taps(row);
                while !rows.is_empty() && self.rows.taps(rows.start) == taps {
                    rows.next();
                }
                let (patches, values) = self.patches(&band, row..rows.start, taps);
                let first = self.pixel(band.sample, row) * self.filters;
                give(patches, values, taps[0] * self.columns.kernel * self.filters, first);
            }
        });
    }

    /// The geometry of rows of the output under some rows of taps, and where the first of these begins.
    fn patches<'a, T>(
        &self,
        band: &Band<'a, T>,
        rows: Range<usize>,
        [first, end]: [usize; 2],
    ) -> (Patches, &'a [T]) {
        let patches = Patches {
            filters: self.filters,
            taps: [end - first, self.columns.kernel],
            tap_steps: [self.rows.dilation * band.row_len, self.columns.dilation],
            pixels: [rows.len(), self.columns.output],
            pixel_row: band.row_len,
        };
        // A dilated window can miss a small image.
        let values = if first < end { &band.values[self.element(band, rows.start, first, 0)..] } else { &[] };
        (patches, values)
    }
}
