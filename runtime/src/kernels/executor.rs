//! Who computes: the kernels of an instruction set, or the same within a prediction in one piece.

use core::marker::PhantomData;

use super::vector::Vector;
use super::{
    ColumnSums, Gemm, Gru, GruAlone, Isa, Kernels, Lstm, LstmAlone, Runs, Start, Term, activations,
    column_sums, elementwise, few, gates,
};

/// The sums of some samples, of whose columns the first rows are theirs. An input is one sample's; the second term's
/// vectors are side by side.
#[derive(Debug)]
pub(crate) struct Alone<'a, T> {
    /// The samples.
    pub(crate) samples: usize,
    /// The distance of a sample's column from the next one's.
    pub(crate) stride: usize,
    /// The sums, and what is to be added to them.
    pub(crate) sums: ColumnSums<'a, T>,
}

/// The kernels of a step of one sample.
pub(crate) trait Executor<T: Kernels>: Copy {
    /// Their instruction set.
    fn isa(self) -> Isa;
    /// As [`Kernels::gemm`].
    fn gemm(self, product: Gemm<'_, T>);
    /// As [`Kernels::few_rows`].
    fn few_rows(self, product: Gemm<'_, T>);
    /// Whether [`few_rows_in_runs`](Self::few_rows_in_runs) takes several runs. Kernels that are called do not:
    /// beside a call, copying the factors together takes little.
    const TAKES_RUNS: bool;
    /// As [`few_rows`](Self::few_rows), of one column in runs that [`takes_runs`](super::takes_runs) is true of.
    fn few_rows_in_runs(self, product: Gemm<'_, T>, runs: Runs);
    /// As [`Kernels::column_sums`].
    fn column_sums(self, work: ColumnSums<'_, T>);
    /// Whether a step of so many units and samples is better computed a sample at a time, with its sums.
    fn suits_alone(self, units: usize, samples: usize) -> bool;
    /// As [`Kernels::lstm`].
    fn lstm(self, step: Lstm<'_, T>);
    /// A step of an LSTM, a sample at a time: its sums, and what follows them, from the cells before to the
    /// cells after and the output (see [`LstmAlone`]).
    fn lstm_alone(self, sums: Alone<'_, T>, before: &[T], after: [&mut [T]; 2]);
    /// As [`Kernels::gru`].
    fn gru(self, step: Gru<'_, T>);
    /// A step of a GRU, a sample at a time: its sums, of which that of the state's part starts apart, and what follows
    /// them, from the states before to those after (see [`GruAlone`]).
    fn gru_alone(self, sums: Alone<'_, T>, start_of_state: &[T], before: &[T], after: &mut [T]);
    /// Adds other numbers to some.
    fn add(self, values: &mut [T], others: &[T]);
    /// As [`Kernels::relu`].
    fn relu(self, values: &mut [T]);
    /// As [`Kernels::apply_tanh`].
    fn tanh(self, values: &mut [T]);
    /// As [`Kernels::apply_sigmoid`].
    fn sigmoid(self, values: &mut [T]);
}

impl Isa {
    /// Computes sums without their last term, which is still to be added.
    fn first_term<T: Kernels>(self, work: ColumnSums<'_, T>) -> (&[T], Term<'_, T>) {
        let ColumnSums { sums, start, terms: [input, state] } = work;
        if !matches!(start, Start::Sum) || !input.x.is_empty() {
            T::column_sums(self, ColumnSums { sums: &mut *sums, start, terms: [input, Term::NONE] });
        }
        (sums, state)
    }
}

/// Each kernel is called, wherever the step is.
impl<T: Kernels> Executor<T> for Isa {
    fn isa(self) -> Isa {
        self
    }

    fn gemm(self, product: Gemm<'_, T>) {
        T::gemm(self, product);
    }

    fn few_rows(self, product: Gemm<'_, T>) {
        T::few_rows(self, product);
    }

    const TAKES_RUNS: bool = false;

    fn few_rows_in_runs(self, product: Gemm<'_, T>, runs: Runs) {
        assert!(runs.rows[0] == 1, "few rows: there are runs");
        T::few_rows(self, product);
    }

    fn column_sums(self, work: ColumnSums<'_, T>) {
        T::column_sums(self, work);
    }

    fn suits_alone(self, units: usize, samples: usize) -> bool {
        gates::suits(self.has_free_masks(), units, samples)
    }

    fn lstm(self, step: Lstm<'_, T>) {
        T::lstm(self, step);
    }

    fn lstm_alone(self, work: Alone<'_, T>, before: &[T], [cells, hidden]: [&mut [T]; 2]) {
        let Alone { samples, stride, sums } = work;
        let (start, state) = self.first_term(sums);
        T::lstm_alone(self, LstmAlone { samples, stride, start, terms: [state], before, cells, hidden });
    }

    fn gru(self, step: Gru<'_, T>) {
        T::gru(self, step);
    }

    fn gru_alone(self, work: Alone<'_, T>, start_of_state: &[T], before: &[T], hidden: &mut [T]) {
        let Alone { samples, stride, sums } = work;
        let (start, state) = self.first_term(sums);
        T::gru_alone(
            self,
            GruAlone { samples, stride, start, start_of_state, terms: [state], before, hidden },
        );
    }

    fn add(self, values: &mut [T], others: &[T]) {
        T::axpy(self, 1.0.into(), others, values);
    }

    fn relu(self, values: &mut [T]) {
        T::relu(self, values);
    }

    fn tanh(self, values: &mut [T]) {
        T::apply_tanh(self, values);
    }

    fn sigmoid(self, values: &mut [T]) {
        T::apply_sigmoid(self, values);
    }
}

/// Each kernel is a part of the code that it is used in, which is compiled for `V`'s instruction set. A product of
/// few rows has `ROWS`, or as many as it says where this is 0.
#[derive(Debug)]
pub(crate) struct Inlined<V, const ROWS: usize> {
    isa: Isa,
    register: PhantomData<V>,
}

impl<V, const ROWS: usize> Clone for Inlined<V, ROWS> {
    fn clone(&self) -> Self {
        *self
    }
}
impl<V, const ROWS: usize> Copy for Inlined<V, ROWS> {}

impl<V, const ROWS: usize> Inlined<V, ROWS> {
    /// The kernels in registers `V` of an instruction set.
    #[inline(always)]
    pub(crate) const fn new(isa: Isa) -> Self {
        Self { isa, register: PhantomData }
    }
}

// SAFETY, of all blocks: nobody can name a register but the kernels, which give it to an `Unrolled` where
// the machine has its instruction set.
impl<T: Kernels, V: Vector<Scalar = T>, const ROWS: usize> Executor<T> for Inlined<V, ROWS> {
    #[inline(always)]
    fn isa(self) -> Isa {
        self.isa
    }

    #[inline(always)]
    fn gemm(self, product: Gemm<'_, T>) {
        if product.is_column() {
            self.column_sums(product.into_column());
        } else {
            T::gemm(self.isa, product);
        }
    }

    #[inline(always)]
    fn few_rows(self, product: Gemm<'_, T>) {
        // SAFETY: see above.
        unsafe { few::one_by_one::<V, ROWS>(product) };
    }

    const TAKES_RUNS: bool = true;

    #[inline(always)]
    fn few_rows_in_runs(self, product: Gemm<'_, T>, runs: Runs) {
        // SAFETY: see above.
        unsafe {
            if runs.rows[0] > 1 {
                few::in_runs::<V, ROWS>(product, runs);
            } else {
                few::one_by_one::<V, ROWS>(product);
            }
        }
    }

    #[inline(always)]
    fn column_sums(self, work: ColumnSums<'_, T>) {
        // SAFETY: see above.
        unsafe { column_sums::column_sums::<V>(work) };
    }

    #[inline(always)]
    fn suits_alone(self, units: usize, samples: usize) -> bool {
        gates::suits(V::MASKS_ARE_FREE, units, samples)
    }

    #[inline(always)]
    fn lstm(self, step: Lstm<'_, T>) {
        // SAFETY: see above.
        unsafe { gates::lstm::<V>(step) };
    }

    #[inline(always)]
    fn lstm_alone(self, work: Alone<'_, T>, before: &[T], [cells, hidden]: [&mut [T]; 2]) {
        let Alone { samples, stride, sums } = work;
        let (start, terms) = sums.unsummed();
        let step = LstmAlone { samples, stride, start, terms, before, cells, hidden };
        // SAFETY: see above.
        unsafe { gates::lstm_alone::<V, 2>(step) };
    }

    #[inline(always)]
    fn gru(self, step: Gru<'_, T>) {
        // SAFETY: see above.
        unsafe { gates::gru::<V>(step) };
    }

    #[inline(always)]
    fn gru_alone(self, work: Alone<'_, T>, start_of_state: &[T], before: &[T], hidden: &mut [T]) {
        let Alone { samples, stride, sums } = work;
        let (start, terms) = sums.unsummed();
        let step = GruAlone { samples, stride, start, start_of_state, terms, before, hidden };
        // SAFETY: see above.
        unsafe { gates::gru_alone::<V, 2>(step) };
    }

    #[inline(always)]
    fn add(self, values: &mut [T], others: &[T]) {
        // SAFETY: see above.
        unsafe { elementwise::axpy::<V>(1.0.into(), others, values) };
    }

    #[inline(always)]
    fn relu(self, values: &mut [T]) {
        // SAFETY: see above.
        unsafe { elementwise::relu::<V>(values) };
    }

    #[inline(always)]
    fn tanh(self, values: &mut [T]) {
        // SAFETY: see above.
        unsafe { activations::tanh::<V>(values) };
    }

    #[inline(always)]
    fn sigmoid(self, values: &mut [T]) {
        // SAFETY: see above.
        unsafe { activations::sigmoid::<V>(values) };
    }
}
