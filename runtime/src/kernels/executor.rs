//! Who computes: the kernels of an instruction set, or the same within a prediction in one piece.

use core::marker::PhantomData;

use super::vector::Vector;
use super::{ColumnSums, Gemm, Gru, Isa, Kernels, Lstm, column_sums, few, gates};

/// The kernels of a step of one sample.
pub(crate) trait Executor<T: Kernels>: Copy {
    /// As [`Kernels::gemm`].
    fn gemm(self, product: Gemm<'_, T>);
    /// As [`Kernels::few_rows`].
    fn few_rows(self, product: Gemm<'_, T>);
    /// As [`Kernels::column_sums`].
    fn column_sums(self, work: ColumnSums<'_, T>);
    /// As [`Kernels::lstm`].
    fn lstm(self, step: Lstm<'_, T>);
    /// As [`Kernels::gru`].
    fn gru(self, step: Gru<'_, T>);
}

/// Each kernel is called, wherever the step is.
impl<T: Kernels> Executor<T> for Isa {
    fn gemm(self, product: Gemm<'_, T>) {
        T::gemm(self, product);
    }

    fn few_rows(self, product: Gemm<'_, T>) {
        T::few_rows(self, product);
    }

    fn column_sums(self, work: ColumnSums<'_, T>) {
        T::column_sums(self, work);
    }

    fn lstm(self, step: Lstm<'_, T>) {
        T::lstm(self, step);
    }

    fn gru(self, step: Gru<'_, T>) {
        T::gru(self, step);
    }
}

/// Each kernel is a part of the code that it is used in, which is compiled for `V`'s instruction set.
#[derive(Debug)]
pub(crate) struct Inlined<V> {
    isa: Isa,
    register: PhantomData<V>,
}

impl<V> Clone for Inlined<V> {
    fn clone(&self) -> Self {
        *self
    }
}
impl<V> Copy for Inlined<V> {}

impl<V> Inlined<V> {
    /// The kernels in registers `V` of an instruction set.
    #[inline(always)]
    pub(crate) const fn new(isa: Isa) -> Self {
        Self { isa, register: PhantomData }
    }
}

// SAFETY, of all blocks: nobody can name a register but the kernels, which give it to an `Unrolled` where
// the machine has its instruction set.
impl<T: Kernels, V: Vector<Scalar = T>> Executor<T> for Inlined<V> {
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
        unsafe { few::product::<V>(product) };
    }

    #[inline(always)]
    fn column_sums(self, work: ColumnSums<'_, T>) {
        // SAFETY: see above.
        unsafe { column_sums::column_sums::<V>(work) };
    }

    #[inline(always)]
    fn lstm(self, step: Lstm<'_, T>) {
        // SAFETY: see above.
        unsafe { gates::lstm::<V>(step) };
    }

    #[inline(always)]
    fn gru(self, step: Gru<'_, T>) {
        // SAFETY: see above.
        unsafe { gates::gru::<V>(step) };
    }
}
