//! Matrix products.

use crate::scalar::Scalar;

/// A matrix product on column-major operands: `c[m, n] = start + Σₖ a[m, k] · b[k, n]`.
///
/// Every output element is summed over `k` in ascending order, from its starting value, so the
/// result does not depend on how the product is cut into tiles.
#[derive(Debug)]
pub struct Gemm<'a, T> {
    /// Rows of `a` and `c`.
    pub m: usize,
    /// Columns of `b` and `c`.
    pub n: usize,
    /// Columns of `a`, rows of `b`.
    pub k: usize,
    /// Element `(m, k)` is at `m + k · a_stride`.
    pub a: &'a [T],
    /// The distance of `a`'s columns.
    pub a_stride: usize,
    /// Element `(k, n)` is at `k · b_strides[0] + n · b_strides[1]`.
    pub b: &'a [T],
    /// The distances of `b`'s rows and columns.
    pub b_strides: [usize; 2],
    /// Element `(m, n)` is at `m + n · c_stride`.
    pub c: &'a mut [T],
    /// The distance of `c`'s columns.
    pub c_stride: usize,
    /// What the sums start from.
    pub start: Start<'a, T>,
}

/// What the sums of a product start from.
#[derive(Clone, Copy, Debug)]
pub enum Start<'a, T> {
    /// Zero: `c` is overwritten.
    Zero,
    /// One value a row: a bias.
    Rows(&'a [T]),
    /// What `c` holds.
    Sum,
}

/// How the right operand of a product lies in memory, where two strides do not say it: its rows
/// are cut into runs of equal length, and its columns too. An image's patches are so: a patch is a
/// run a kernel row, and the patches of an image's row are a run of columns.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Runs {
    /// The number of runs of rows, which divides `k`, and the distance of their first elements.
    pub rows: [usize; 2],
    /// The number of runs of columns, which divides `n`, and the distance of their first elements.
    pub columns: [usize; 2],
}

impl<T: Scalar> Gemm<'_, T> {
    pub(super) fn portable(self) {
        for n in 0..self.n {
            let c = &mut self.c[n * self.c_stride..][..self.m];
            match self.start {
                Start::Zero => c.fill(T::ZERO),
                Start::Rows(rows) => c.copy_from_slice(&rows[..self.m]),
                Start::Sum => {}
            }
            for k in 0..self.k {
                let b = self.b[k * self.b_strides[0] + n * self.b_strides[1]];
                for (c, a) in c.iter_mut().zip(&self.a[k * self.a_stride..][..self.m]) {
                    *c += *a * b;
                }
            }
        }
    }
}
