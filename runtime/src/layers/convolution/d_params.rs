//! The gradients of kernel and bias: sums over the batch.

use core::ops::Range;

use super::Convolution;
use super::band::Band;
use super::parts::Parts;
use crate::kernels::{Gemm, Runs, Start};
use crate::layers::parts::PARTS;
use crate::layers::sums::add_columns;
use crate::op::Pass;
use crate::scalar::Scalar;
use crate::threads::Threads;

/// The most elements of weights for which parts are summed. Of more, threads share the columns.
const LARGEST: usize = 16 * 1024;

impl Convolution {
    /// The elements of scratch memory for [`d_params`](Self::d_params).
    #[inline]
    pub(super) const fn d_params_scratch(&self) -> usize {
        let parts = if self.sums_parts() { (PARTS - 1) * self.weights() } else { 0 };
        parts + self.copies_len()
    }

    #[inline]
    const fn sums_parts(&self) -> bool {
        self.weights() <= LARGEST
    }

    /// The elements of kernel and bias.
    #[inline]
    const fn weights(&self) -> usize {
        self.kernel_len() + self.filters
    }

    /// `d_kernel = d_z · patchesᵀ` and `d_bias = Σ d_z`, added to what is there. `d_params` has the
    /// kernel, and then the bias where there is one. The values are the input and `d_z`, or with
    /// [`masks`](Self::masks) the gradient of relu's output, and this output; else nothing.
    pub(in crate::layers) fn d_params<T: Scalar>(
        &self,
        pass: Pass,
        values: [&[T]; 3],
        d_params: &mut [T],
        scratch: &mut [T],
    ) {
        if !self.sums_parts() {
            return self.sum(pass, values, d_params, scratch);
        }
        let parts = Parts {
            weights: self.weights(),
            sample: [
                self.image_len(),
                self.output_len(),
                if values[2].is_empty() { 0 } else { self.output_len() },
            ],
            work: (self.rows.output * self.columns.output).saturating_mul(self.weights()),
        };
        let batch = values[0].len() / self.image_len();
        parts.sum(pass, batch, values, d_params, scratch, |values, sums, scratch| {
            self.sum(Pass { threads: Threads::ONE, ..pass }, values, sums, scratch);
        });
    }

    /// Adds the sums over some samples.
    fn sum<T: Scalar>(&self, pass: Pass, values: [&[T]; 3], d_params: &mut [T], scratch: &mut [T]) {
        let (d_kernel, d_bias) = d_params.split_at_mut(self.kernel_len());
        if self.masks() {
            return self.d_params_patches(pass.isa, values, d_kernel, d_bias, scratch);
        }
        let [input, d_z, _] = values;
        self.d_kernel(pass, input, d_z, d_kernel, scratch);
        add_columns(pass.isa, d_z, d_bias);
    }

    pub(super) fn d_kernel<T: Scalar>(
        &self,
        pass: Pass,
        input: &[T],
        d_z: &[T],
        d_kernel: &mut [T],
        scratch: &mut [T],
    ) {
        if self.is_direct() {
            for group in 0..self.groups {
                self.d_kernel_direct(pass, group, input, d_z, d_kernel);
            }
            return;
        }
        if self.gathers() {
            return self.d_kernel_gathered(pass, input, d_z, d_kernel, scratch);
        }
        if let Some(pieces) = self.pieces() {
            for (input, d_z) in input.chunks_exact(self.image_len()).zip(d_z.chunks_exact(self.output_len()))
            {
                for piece in pieces.iter().filter(|piece| !piece.is_empty()) {
                    let (input, d_z) = (piece.of_input(input), &d_z[piece.outputs()]);
                    piece.convolution.d_kernel(pass, input, d_z, d_kernel, scratch);
                }
            }
            return;
        }
        self.each_band(input, scratch, |band| {
            for group in 0..self.groups {
                for tap in 0..self.rows.kernel {
                    let [first, end] = self.rows.positions(tap);
                    let rows = first.max(band.output.start)..end.min(band.output.end);
                    if !rows.is_empty() {
                        self.d_kernel_line(pass, group, &band, rows, tap, d_z, d_kernel);
                    }
                }
            }
        });
    }

    fn d_kernel_direct<T: Scalar>(
        &self,
        pass: Pass,
        group: usize,
        input: &[T],
        d_z: &[T],
        d_kernel: &mut [T],
    ) {
        let first = group * self.group_filters();
        pass.gemm(Gemm {
            m: self.group_filters(),
            n: self.patch_len(),
            k: input.len() / self.direct_stride(),
            a: &d_z[first..],
            a_stride: self.filters,
            b: &input[group * self.group_channels()..],
            b_strides: [self.direct_stride(), 1],
            c: &mut d_kernel[first..],
            c_stride: self.filters,
            start: Start::Sum,
        });
    }

    /// One row of the kernel, from the rows of the output that have seen something under it.
    #[expect(clippy::too_many_arguments, reason = "the operands of a product")]
    fn d_kernel_line<T: Scalar>(
        &self,
        pass: Pass,
        group: usize,
        band: &Band<'_, T>,
        rows: Range<usize>,
        tap: usize,
        d_z: &[T],
        d_kernel: &mut [T],
    ) {
        let first = group * self.group_filters();
        let line = self.columns.kernel * self.group_channels();
        let columns = if self.has_whole_lines() {
            [1, 0]
        } else {
            [self.columns.kernel, self.columns.dilation * self.channels]
        };
        pass.gemm_runs(
            Gemm {
                m: self.group_filters(),
                n: line,
                k: rows.len() * self.columns.output,
                a: &d_z[self.pixel(band.sample, rows.start) * self.filters + first..],
                a_stride: self.filters,
                b: &band.values[self.element(band, rows.start, tap, group)..],
                b_strides: [self.columns.stride * self.channels, 1],
                c: &mut d_kernel[tap * line * self.filters + first..],
                c_stride: self.filters,
                start: Start::Sum,
            },
            Runs { rows: [rows.len(), self.rows.stride * band.row_len], columns },
        );
    }
}
