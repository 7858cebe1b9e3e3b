//! Matrix products on the threads of a pass.

use crate::kernels::{Gemm, Runs};
use crate::op::Pass;
use crate::pool::join;
use crate::scalar::Scalar;
use crate::threads::Threads;

impl Pass {
    /// Computes a product on the threads of the pass. Each computes some columns, so that every sum
    /// is the same.
    pub(crate) fn gemm<T: Scalar>(self, product: Gemm<'_, T>) {
        columns(self.sharing(&product), product, |product| T::gemm(self.isa, product));
    }

    /// As [`gemm`](Self::gemm), with the left operand by rows.
    pub(crate) fn gemm_transposed<T: Scalar>(self, product: Gemm<'_, T>) {
        columns(self.sharing(&product), product, |product| T::gemm_transposed(self.isa, product));
    }

    /// As [`gemm`](Self::gemm), with the right operand in runs. Those of columns are not cut.
    pub(crate) fn gemm_runs<T: Scalar>(self, product: Gemm<'_, T>, runs: Runs) {
        let threads = if runs.columns[0] == 1 { self.sharing(&product) } else { Threads::ONE };
        columns(threads, product, |product| T::gemm_runs(self.isa, product, runs));
    }

    fn sharing<T>(self, Gemm { m, n, k, .. }: &Gemm<'_, T>) -> Threads {
        self.threads.sharing(m.saturating_mul(*n).saturating_mul(*k), *n)
    }
}

/// Cuts a product in two until there is a part for each thread.
fn columns<T: Scalar>(threads: Threads, product: Gemm<'_, T>, compute: impl Fn(Gemm<'_, T>) + Copy + Sync) {
    let Some(halves) = threads.halves() else { return compute(product) };
    let Gemm { m, n, k, a, a_stride, b, b_strides, c, c_stride, start } = product;
    let middle = Threads::middle(halves, n);
    let (left, right) = c.split_at_mut(middle * c_stride);
    let right_b = b.get(middle * b_strides[1]..).unwrap_or_default();
    let left = Gemm { m, n: middle, k, a, a_stride, b, b_strides, c: left, c_stride, start };
    let right = Gemm { m, n: n - middle, k, a, a_stride, b: right_b, b_strides, c: right, c_stride, start };
    join(|| columns(halves[0], left, compute), || columns(halves[1], right, compute));
}
