//! The products that read patches where they lie: the output, and the kernel's gradient.

use core::ops::Range;

use super::Convolution;
use super::band::Band;
use crate::kernels::{Gemm, Isa, Runs, Start};
use crate::scalar::Scalar;

impl Convolution {
    /// `output = start + kernel · patches`; a start has a value a filter.
    pub(in crate::layers) fn forward<T: Scalar>(
        &self,
        isa: Isa,
        kernel: &[T],
        input: &[T],
        output: &mut [T],
        start: Start<'_, T>,
        scratch: &mut [T],
    ) {
        if self.gathers() {
            return self.forward_gathered(isa, kernel, input, output, start, scratch);
        }
        let all = start;
        let start = |group: usize| match start {
            Start::Rows(bias) => Start::Rows(&bias[group * self.group_filters()..]),
            other => other,
        };
        if self.is_direct() {
            for group in 0..self.groups {
                self.forward_direct(isa, group, kernel, input, output, start(group));
            }
            return;
        }
        if let Some(pieces) = self.pieces() {
            for (input, output) in
                input.chunks_exact(self.image_len()).zip(output.chunks_exact_mut(self.output_len()))
            {
                for piece in pieces.iter().filter(|piece| !piece.is_empty()) {
                    let (input, output) = (piece.of_input(input), &mut output[piece.outputs()]);
                    piece.convolution.forward(isa, kernel, input, output, all, scratch);
                }
            }
            return;
        }
        self.each_band(input, scratch, |band| {
            for group in 0..self.groups {
                let mut rows = band.output.clone();
                while let Some(row) = rows.next() {
                    // Rows that see the same taps are one product.
                    let taps = self.rows.taps(row);
                    while !rows.is_empty() && self.rows.taps(rows.start) == taps {
                        rows.next();
                    }
                    self.forward_rows(isa, group, kernel, &band, row..rows.start, output, start(group));
                }
            }
        });
    }

    /// The patches are pixels (or whole images) one after another.
    fn forward_direct<T: Scalar>(
        &self,
        isa: Isa,
        group: usize,
        kernel: &[T],
        input: &[T],
        output: &mut [T],
        start: Start<'_, T>,
    ) {
        let first = group * self.group_filters();
        T::gemm(
            isa,
            Gemm {
                m: self.group_filters(),
                n: input.len() / self.direct_stride(),
                k: self.patch_len(),
                a: &kernel[first..],
                a_stride: self.filters,
                b: &input[group * self.group_channels()..],
                b_strides: [1, self.direct_stride()],
                c: &mut output[first..],
                c_stride: self.filters,
                start,
            },
        );
    }

    /// Rows of the output that see the same taps.
    #[expect(clippy::too_many_arguments, reason = "the operands of a product")]
    fn forward_rows<T: Scalar>(
        &self,
        isa: Isa,
        group: usize,
        kernel: &[T],
        band: &Band<'_, T>,
        rows: Range<usize>,
        output: &mut [T],
        start: Start<'_, T>,
    ) {
        let [first_tap, end_tap] = self.rows.taps(rows.start);
        let first_filter = group * self.group_filters();
        let line = self.columns.kernel * self.group_channels();
        let output = &mut output[self.pixel(band.sample, rows.start) * self.filters + first_filter..];
        if first_tap == end_tap {
            // A dilated window can miss a small image.
            let (m, n) = (self.group_filters(), rows.len() * self.columns.output);
            let (k, a_stride, b_strides, c_stride) = (0, self.filters, [0, 0], self.filters);
            let product = Gemm { m, n, k, a: &[], a_stride, b: &[], b_strides, c: output, c_stride, start };
            T::gemm(isa, product);
            return;
        }
        // One product of all kernel rows where each is contiguous, or one a kernel row.
        let step = if self.has_whole_lines() { end_tap - first_tap } else { 1 };
        for tap in (first_tap..end_tap).step_by(step) {
            let row_runs = if self.has_whole_lines() {
                [step, self.rows.dilation * band.row_len]
            } else {
                [self.columns.kernel, self.columns.dilation * self.channels]
            };
            T::gemm_runs(
                isa,
                Gemm {
                    m: self.group_filters(),
                    n: rows.len() * self.columns.output,
                    k: step * line,
                    a: &kernel[tap * line * self.filters + first_filter..],
                    a_stride: self.filters,
                    b: &band.values[self.element(band, rows.start, tap, group)..],
                    b_strides: [1, self.columns.stride * self.channels],
                    c: output,
                    c_stride: self.filters,
                    start: if tap == first_tap { start } else { Start::Sum },
                },
                Runs { rows: row_runs, columns: [rows.len(), self.rows.stride * band.row_len] },
            );
        }
    }
}
