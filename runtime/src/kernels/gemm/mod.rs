//! Matrix products.
//!
//! [`Gemm`] describes one and checks it; `product` cuts it into panels of rows, and `tile` is the
//! inner loop. Nothing is copied: a column of a tile's rows is contiguous, and elements of `b` are
//! spread over a register as they are read. Only where the left operand is large or transposed,
//! `packed` copies pieces of it.

mod ahead;
mod packed;
mod product;
#[cfg(test)]
mod test;
mod tile;

pub(super) use packed::{packed, transpose_into};
pub(super) use product::{Checked, product};

/// A matrix product on column-major operands: `c[m, n] = start + Σₖ a[m, k] · b[k, n]`.
///
/// Every output element is one chain of multiply-adds over `k` in ascending order, from its
/// starting value. So the bits of an element depend on its row of `a`, its column of `b` and the
/// instruction set, but not on the sizes `m` and `n` or on how the product is cut into tiles: a
/// sample alone and the same sample within a batch give the same.
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
    /// The distance of `c`'s columns, at least `m`.
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

impl Runs {
    /// Two strides say it all.
    pub(crate) const NONE: Self = Self { rows: [1, 0], columns: [1, 0] };
}

impl<T> Gemm<'_, T> {
    /// The product as pointers, or nothing when `c` has no elements.
    ///
    /// # Panics
    /// When an element of the product would lie outside its slice, or columns of `c` overlap. This
    /// is what the kernels' safety rests on. Layers derive sizes and slices from the same shapes,
    /// so no user can get here.
    pub(super) fn check(self, runs: Runs) -> Option<Checked<T>> {
        let strides = [1, self.a_stride];
        self.check_with(strides, runs)
    }

    /// As [`check`](Self::check), with element `(m, k)` of `a` at `m · a_stride + k`.
    ///
    /// # Panics
    /// As `check`.
    pub(super) fn check_transposed(self) -> Option<Checked<T>> {
        let strides = [self.a_stride, 1];
        self.check_with(strides, Runs::NONE)
    }

    fn check_with(self, a_strides: [usize; 2], runs: Runs) -> Option<Checked<T>> {
        let ([row_runs, row_jump], [column_runs, column_jump]) = (runs.rows, runs.columns);
        let whole = row_runs > 0
            && column_runs > 0
            && self.k.is_multiple_of(row_runs)
            && self.n.is_multiple_of(column_runs);
        assert!(whole, "product: the rows or columns of `b` are not whole runs");
        if self.m == 0 || self.n == 0 {
            return None;
        }
        let fits = |len: usize, rows: usize, [row, column]: [usize; 2], columns: usize| {
            // The index of the last element.
            let last = ((rows - 1).checked_mul(row)).zip((columns - 1).checked_mul(column));
            last.and_then(|(row, column)| row.checked_add(column)).is_some_and(|last| last < len)
        };
        if self.k > 0 {
            assert!(fits(self.a.len(), self.m, a_strides, self.k), "product: `a` is too short");
            let last_row_run = (row_runs - 1).checked_mul(row_jump);
            let last_column_run = (column_runs - 1).checked_mul(column_jump);
            let last_run =
                last_row_run.zip(last_column_run).and_then(|(row, column)| row.checked_add(column));
            let len = last_run.and_then(|run| self.b.len().checked_sub(run));
            let (k, n) = (self.k / row_runs, self.n / column_runs);
            let fits = len.is_some_and(|len| fits(len, k, self.b_strides, n));
            assert!(fits, "product: `b` is too short");
        }
        assert!(self.n == 1 || self.c_stride >= self.m, "product: columns of `c` overlap");
        assert!(fits(self.c.len(), self.m, [1, self.c_stride], self.n), "product: `c` is too short");
        if let Start::Rows(rows) = self.start {
            assert!(rows.len() >= self.m, "product: the starting column is too short");
        }
        Some(Checked::new(self, runs))
    }
}
