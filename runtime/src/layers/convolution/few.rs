//! The output where it has few pixels, as a step of a stream has: a patch at a time, and its sums in
//! several chains of multiply-adds, since one would leave most of a processor idle.

use super::Convolution;
use crate::kernels::{self, Executor, Gemm, MOST_ROWS, Runs, Start};
use crate::scalar::Scalar;

/// The most pixels of such an output.
const MOST_PIXELS: usize = 4;

impl Convolution {
    /// True where predictions are computed so.
    #[inline]
    pub(in crate::layers) const fn has_few_pixels(&self) -> bool {
        self.groups == 1
            && self.filters <= MOST_ROWS
            && self.rows.output.saturating_mul(self.columns.output) <= MOST_PIXELS
    }

    /// The elements of scratch memory: a patch.
    #[inline]
    pub(in crate::layers) const fn few_scratch(&self) -> usize {
        if self.has_few_pixels() { self.patch_len() } else { 0 }
    }

    /// `output = bias + kernel · patches`; the weights are the kernel and then the bias, if any.
    #[inline(always)]
    pub(super) fn forward_few<T: Scalar, E: Executor<T>>(
        &self,
        kernels: E,
        params: &[T],
        input: &[T],
        output: &mut [T],
        scratch: &mut [T],
    ) {
        let bias = params.split_at(self.kernel_len()).1;
        let images = input.chunks_exact(self.image_len().max(1));
        for (image, output) in images.zip(output.chunks_exact_mut(self.output_len().max(1))) {
            for (pixel, sums) in output.chunks_exact_mut(self.filters).enumerate() {
                let place = [pixel / self.columns.output, pixel % self.columns.output];
                let (patch, runs) = self.patch(image, place, &mut *scratch, E::TAKES_RUNS);
                let product = Gemm {
                    m: self.filters,
                    n: 1,
                    k: self.patch_len(),
                    // With the bias behind it, where registers may read on.
                    a: params,
                    a_stride: self.filters,
                    b: patch,
                    b_strides: [1, 0],
                    c: sums,
                    c_stride: self.filters,
                    start: if bias.is_empty() { Start::Zero } else { Start::Rows(bias) },
                };
                kernels.few_rows_in_runs(product, runs);
            }
        }
    }

    /// The elements under the kernel at a place, zeros beyond the image: where they lie, where `takes_runs` in
    /// several runs, or copied.
    #[inline(always)]
    fn patch<'a, T: Scalar>(
        &self,
        image: &'a [T],
        [row, column]: [usize; 2],
        scratch: &'a mut [T],
        takes_runs: bool,
    ) -> (&'a [T], Runs) {
        let Self { rows, columns, channels, .. } = self;
        let (own_rows, own_columns) = (rows.taps(row), columns.taps(column));
        let len = self.patch_len();
        let is_whole = own_rows == [0, rows.kernel] && own_columns == [0, columns.kernel];
        // The runs side by side, each of a kernel row, or of a pixel where there is one row.
        let [count, distance] = if columns.dilation == 1 {
            [rows.kernel, rows.dilation * columns.input * channels]
        } else if rows.kernel == 1 {
            [columns.kernel, columns.dilation * channels]
        } else {
            [0, 0]
        };
        let in_place = match count {
            0 => false,
            1 => true,
            _ => takes_runs && kernels::takes_runs([self.filters, len], len / count),
        };
        if is_whole && in_place {
            let first = rows.element(row, 0) * columns.input + columns.element(column, 0);
            return (&image[first * channels..], Runs { rows: [count, distance], ..Runs::NONE });
        }
        let patch = &mut scratch[..len];
        if !is_whole {
            patch.fill(T::ZERO);
        }
        for tap in own_rows[0]..own_rows[1] {
            let line = rows.element(row, tap) * columns.input;
            for column_tap in own_columns[0]..own_columns[1] {
                let from = (line + columns.element(column, column_tap)) * channels;
                let to = (tap * columns.kernel + column_tap) * channels;
                patch[to..to + channels].copy_from_slice(&image[from..from + channels]);
            }
        }
        (patch, Runs::NONE)
    }
}
