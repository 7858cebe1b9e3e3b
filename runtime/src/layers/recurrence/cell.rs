//! What a recurrent layer has of its own: a step.

use super::{Recurrence, Weights};
use crate::kernels::{Alone, ColumnSums, Executor, Gemm, Isa, Start, Term};
use crate::scalar::Scalar;

/// One step of a recurrent layer.
pub(in crate::layers) trait Cell<T: Scalar> {
    /// Computes what is the same in all steps, in the cell's scratch.
    #[inline(always)]
    fn prepare<E: Executor<T>>(&self, _kernels: E, _bias: &[T], _own: &mut [T]) {}

    /// What the sums of the input begin with; empty for zeros.
    #[inline]
    fn start<'a>(&self, bias: &'a [T], own: &'a [T]) -> &'a [T] {
        let _ = own;
        bias
    }

    /// From the sums of bias and input, and the states before, to the states after.
    fn forward<E: Executor<T>>(&self, step: ForwardStep<'_, T, E>);

    /// From the gradients of the states after to those of the sums, and of the states before.
    fn backward(&self, step: BackwardStep<'_, T>);

    /// Computes the recurrent kernel's gradient from the gradients of the sums and the states before,
    /// `hidden`, of some columns.
    fn d_recurrent(&self, isa: Isa, columns: Columns<'_, T>, hidden: &[T], d_kernel: &mut [T], sum: bool);

    /// Computes the bias's gradient.
    fn d_bias(&self, isa: Isa, columns: Columns<'_, T>, d_bias: &mut [T], sum: bool);
}

/// A step of some samples.
pub(in crate::layers) struct ForwardStep<'a, T, E = Isa> {
    pub(in crate::layers) kernels: E,
    pub(in crate::layers) sizes: &'a Recurrence,
    pub(in crate::layers) samples: usize,
    pub(in crate::layers) weights: Weights<'a, T>,
    /// The input of one sample that the sums do not have yet, nor what they start from; empty where
    /// they have it.
    pub(in crate::layers) input: &'a [T],
    pub(in crate::layers) start: &'a [T],
    /// A column a sample.
    pub(in crate::layers) columns: &'a mut [T],
    /// The states before: the output's, and the cells.
    pub(in crate::layers) before: [&'a [T]; 2],
    pub(in crate::layers) after: [&'a mut [T]; 2],
    /// The states before are zeros.
    pub(in crate::layers) is_first: bool,
    /// Whether a gradient will be computed.
    pub(in crate::layers) keep: bool,
}

/// A step of some samples, backward.
pub(in crate::layers) struct BackwardStep<'a, T> {
    pub(in crate::layers) isa: Isa,
    pub(in crate::layers) sizes: &'a Recurrence,
    pub(in crate::layers) samples: usize,
    /// The transpose of the recurrent kernel.
    pub(in crate::layers) transposed: &'a [T],
    /// What forward kept. The sums' gradients come in their places.
    pub(in crate::layers) columns: &'a mut [T],
    pub(in crate::layers) before: [&'a [T]; 2],
    /// The cells after.
    pub(in crate::layers) cells: &'a [T],
    /// The gradients of the output and the cells after; they become those before. Where there are no
    /// cells, the second is working memory.
    pub(in crate::layers) d_states: [&'a mut [T]; 2],
    /// Nobody wants the gradients of the states before.
    pub(in crate::layers) is_first: bool,
    pub(in crate::layers) own: &'a mut [T],
}

/// The columns of several steps.
#[derive(Clone, Copy)]
pub(in crate::layers) struct Columns<'a, T> {
    pub(in crate::layers) values: &'a [T],
    pub(in crate::layers) width: usize,
    pub(in crate::layers) count: usize,
}

impl<T: Scalar> Columns<'_, T> {
    /// `to[row, n] (+)= Σ column[first + row] · b[n]` over the columns: a gradient of some rows of a
    /// kernel. `b` has `n` numbers for each column, which lie `distance` apart.
    pub(in crate::layers) fn product(
        self,
        isa: Isa,
        [first, rows]: [usize; 2],
        (b, distance, n): (&[T], usize, usize),
        (to, to_rows): (&mut [T], usize),
        sum: bool,
    ) {
        let start = if sum { Start::Sum } else { Start::Zero };
        T::gemm(
            isa,
            Gemm {
                m: rows,
                n,
                k: self.count,
                a: self.values.get(first..).unwrap_or_default(),
                a_stride: self.width,
                b,
                b_strides: [distance, 1],
                c: to,
                c_stride: to_rows,
                start,
            },
        );
    }

    /// `to[row] (+)= Σ column[first + row]` over the columns.
    pub(in crate::layers) fn sum(self, isa: Isa, [first, rows]: [usize; 2], to: &mut [T], sum: bool) {
        self.product(isa, [first, rows], (&[T::ONE], 0, 1), (to, rows), sum);
    }
}

impl<'a, T: Scalar, E: Executor<T>> ForwardStep<'a, T, E> {
    /// The same step, by kernels that are called.
    pub(in crate::layers) fn called(self) -> ForwardStep<'a, T> {
        let Self { kernels, sizes, samples, weights, input, start, columns, before, after, is_first, keep } =
            self;
        let kernels = kernels.isa();
        ForwardStep { kernels, sizes, samples, weights, input, start, columns, before, after, is_first, keep }
    }

    /// Whether nothing of the step is kept, and each of its samples is better computed with its sums: see
    /// [`alone`](Self::alone).
    #[inline(always)]
    pub(in crate::layers) fn is_alone(&self) -> bool {
        !self.keep && self.kernels.suits_alone(self.sizes.units, self.samples)
    }

    /// The sums with what is still to be added, and the states before and after.
    #[inline(always)]
    pub(in crate::layers) fn alone(self) -> (Alone<'a, T>, [&'a [T]; 2], [&'a mut [T]; 2]) {
        let Self {
            sizes: Recurrence { rows, width, .. }, samples, weights, input, start, before, after, ..
        } = self;
        let (stride, x) = (*rows, if self.is_first { &[] } else { before[0] });
        let terms = [Term { a: weights.kernel, stride, x: input }, Term { a: weights.recurrent, stride, x }];
        let start = match (input.is_empty(), start.is_empty()) {
            (true, _) => Start::Sum,
            (false, true) => Start::Zero,
            (false, false) => Start::Rows(start),
        };
        let sums = &mut self.columns[..(samples - 1) * width + stride];
        (Alone { samples, stride: *width, sums: ColumnSums { sums, start, terms } }, before, after)
    }

    /// Adds the states' part to the sums, and the input's where that is still to be done.
    #[inline(always)]
    pub(in crate::layers) fn add_state(&mut self) {
        let rows = self.sizes.rows;
        if !self.input.is_empty() {
            self.sum_up([0, rows], !self.is_first);
        } else if !self.is_first {
            self.add_product([0, rows], 0, Start::Sum);
        }
    }

    /// Some rows of the sums of bias and input, and of the states where these are to be in: what is
    /// still to be done where there is an `input`.
    #[inline(always)]
    pub(in crate::layers) fn sum_up(&mut self, [first, rows]: [usize; 2], with_state: bool) {
        let Recurrence { rows: stride, units, .. } = *self.sizes;
        let Weights { kernel, recurrent, .. } = self.weights;
        let input = Term { a: kernel.get(first..).unwrap_or_default(), stride, x: self.input };
        let state = Term {
            a: recurrent.get(first..).unwrap_or_default(),
            stride,
            x: if with_state { &self.before[0][..units] } else { &[] },
        };
        let start = if self.start.is_empty() { Start::Zero } else { Start::Rows(&self.start[first..]) };
        let sums = &mut self.columns[first..first + rows];
        self.kernels.column_sums(ColumnSums { sums, start, terms: [input, state] });
    }

    /// Adds the states' part to some rows of the sums, or to a `start` at another place:
    /// `sums[row] = start + Σ U[row, unit] · state[unit]`.
    #[inline(always)]
    pub(in crate::layers) fn add_product(
        &mut self,
        [first, rows]: [usize; 2],
        place: usize,
        start: Start<'_, T>,
    ) {
        let Recurrence { units, width, .. } = *self.sizes;
        self.kernels.gemm(Gemm {
            m: rows,
            n: self.samples,
            k: units,
            a: self.weights.recurrent.get(first..).unwrap_or_default(),
            a_stride: self.sizes.rows,
            b: self.before[0],
            b_strides: [1, units],
            c: self.columns.get_mut(place..).unwrap_or_default(),
            c_stride: width,
            start,
        });
    }
}

impl<T: Scalar> BackwardStep<'_, T> {
    /// `d_state[unit] (+)= Σ U[row, unit] · d_sum[row]` for some rows of the recurrent kernel, whose
    /// sums are at a `place` of the columns.
    pub(in crate::layers) fn d_state(
        &mut self,
        [first, rows]: [usize; 2],
        place: usize,
        state: usize,
        sum: bool,
    ) {
        let Recurrence { units, width, .. } = *self.sizes;
        T::gemm(
            self.isa,
            Gemm {
                m: units,
                n: self.samples,
                k: rows,
                a: self.transposed.get(first * units..).unwrap_or_default(),
                a_stride: units,
                b: self.columns.get(place..).unwrap_or_default(),
                b_strides: [1, width],
                c: &mut *self.d_states[state],
                c_stride: units,
                start: if sum { Start::Sum } else { Start::Zero },
            },
        );
    }
}
