//! Products with few rows, as a prediction has them: one column of `b` at a time or some, all of their
//! sums in registers.
//!
//! With so few rows one chain of multiply-adds leaves most of a processor idle, because each waits for
//! the one before. So a sum is made of [`ways`] chains, the `k`-th product in chain `k mod ways`, and the
//! second half of the chains is added to the first, those that have a product, until one is left. How many
//! there are depends on the sizes alone: a sample alone and in a batch, and every instruction set with fused
//! multiply-adds, give the same bits.

use super::column_sums::{ColumnSums, Term, column_sums};
use super::gemm::{Gemm, Runs, Start};
use super::vector::Vector;
use block::block;

/// The most rows for which a product is computed so.
pub(crate) const MOST_ROWS: usize = 32;

/// From so many products on, adding the chains up is worth it.
const LONG: usize = 64;

/// The chains of a sum: what keeps the processor busy where registers have 8 or 16 numbers.
const fn ways(rows: usize, k: usize) -> usize {
    let is_long = k >= LONG;
    match rows {
        0..=8 => 8,
        9..=16 => {
            if is_long {
                8
            } else {
                4
            }
        }
        17..=MOST_ROWS => {
            if is_long {
                4
            } else {
                2
            }
        }
        _ => 1,
    }
}

/// Whether the factors of a column may come in runs of this length, of `rows` and `k` in all: each run has to
/// begin with the first chain.
#[inline]
pub(crate) const fn takes_runs([rows, k]: [usize; 2], run: usize) -> bool {
    1 < rows && rows <= MOST_ROWS && run.is_multiple_of(ways(rows, k))
}

/// The columns of 8 chains that are computed at once where there are so many: what is read of `a` is read
/// once for them.
const COLUMNS: usize = 3;

/// Computes a product whose columns of `b` are contiguous, some at a time where the registers hold their
/// chains.
///
/// # Panics
/// When a slice is too short, or the columns are not contiguous.
///
/// # Safety
/// The machine has `V`'s instruction set.
#[inline(always)]
pub(super) unsafe fn product<V: Vector>(product: Gemm<'_, V::Scalar>) {
    // SAFETY: as this function's.
    unsafe {
        // Of 32 registers.
        if const { V::COLUMNS[0] >= 16 } {
            columns::<V, COLUMNS>(product);
        } else {
            columns::<V, 1>(product);
        }
    }
}

/// As [`product`], one column after another: less code where there is one.
///
/// # Panics
/// As [`product`].
///
/// # Safety
/// As [`product`]'s.
#[inline(always)]
pub(super) unsafe fn one_by_one<V: Vector>(product: Gemm<'_, V::Scalar>) {
    // SAFETY: as this function's.
    unsafe { columns::<V, 1>(product) };
}

/// Computes one column whose factors come in runs; see [`takes_runs`].
///
/// # Panics
/// When a slice is too short, or the runs are others.
///
/// # Safety
/// As [`product`]'s.
#[inline(always)]
pub(super) unsafe fn in_runs<V: Vector>(product: Gemm<'_, V::Scalar>, runs: Runs) {
    let Gemm { m, n, k, a, a_stride, b, b_strides, c, start, .. } = product;
    let [count, distance] = runs.rows;
    let run = k / count;
    assert!(
        n == 1 && b_strides[0] == 1 && run * count == k && takes_runs([m, k], run),
        "few rows: the runs of `b` are not those of one column"
    );
    let len = (count - 1).checked_mul(distance).and_then(|last| last.checked_add(run));
    assert!(len.is_some_and(|len| len <= b.len()), "few rows: `b` is too short");
    let term = Term { a, stride: a_stride, x: &b[..run] };
    term.check_columns(m, k);
    // SAFETY: as this function's; all runs are within `b`, and `a` has columns for them.
    unsafe { self::sums::<V, 1>(m, &mut c[..m], start, term, [0, 0], runs.rows) };
}

/// Computes `N` columns at once, then the others one by one.
///
/// # Panics
/// As [`product`].
///
/// # Safety
/// As [`product`]'s.
#[inline(always)]
unsafe fn columns<V: Vector, const N: usize>(product: Gemm<'_, V::Scalar>) {
    let Gemm { m, n, k, a, a_stride, b, b_strides, c, c_stride, start } = product;
    assert!(b_strides[0] == 1, "few rows: the columns of `b` are not contiguous");
    let mut column = 0;
    while column < n {
        let count = if N > 1 && n - column >= N && ways(m, k) == 8 && m <= V::LANES { N } else { 1 };
        let x = if k > 0 { &b[column * b_strides[1]..][..(count - 1) * b_strides[1] + k] } else { &[] };
        let sums = &mut c[column * c_stride..][..(count - 1) * c_stride + m];
        let terms = [Term { a, stride: a_stride, x: &x[..k] }, Term::NONE];
        column += count;
        // SAFETY: as this function's; the columns are within their slices.
        unsafe {
            if ways(m, k) == 1 {
                column_sums::<V>(ColumnSums { sums, start, terms });
            } else if count > 1 {
                self::sums::<V, N>(m, sums, start, terms[0], [b_strides[1], c_stride], Runs::NONE.rows);
            } else {
                self::sums::<V, 1>(m, sums, start, terms[0], [0, 0], Runs::NONE.rows);
            }
        }
    }
}

/// Computes `N` columns of `m` rows: `sums = start + a · x`, the columns of `x` and of the sums so far
/// apart.
///
/// # Panics
/// When a slice is too short.
///
/// # Safety
/// The machine has `V`'s instruction set; `N` columns are within the slices behind `sums` and the
/// term's `x`.
#[inline(always)]
unsafe fn sums<V: Vector, const N: usize>(
    m: usize,
    sums: &mut [V::Scalar],
    start: Start<'_, V::Scalar>,
    term: Term<'_, V::Scalar>,
    [b_stride, c_stride]: [usize; 2],
    runs: [usize; 2],
) {
    term.check(m);
    let start = match start {
        Start::Zero => None,
        Start::Rows(rows) => {
            assert!(rows.len() >= m, "few rows: the starting column is too short");
            Some((rows.as_ptr(), 0))
        }
        Start::Sum => Some((sums.as_ptr(), c_stride)),
    };
    let Term { a, stride, x } = term;
    let sum = Sum {
        k: x.len() * runs[0],
        run: x.len(),
        runs: runs[0],
        distance: runs[1],
        a: a.as_ptr(),
        a_len: a.len(),
        a_stride: stride,
        b: x.as_ptr(),
        b_stride,
        c: sums.as_mut_ptr(),
        c_stride,
        start,
    };
    // SAFETY: as this function's; the slices have been checked.
    unsafe {
        if m == 1 && stride == 1 {
            return row::row::<<V::Half as Vector>::Half, N>(sum);
        }
        // Where there are several columns there are 8 chains, and one register of rows.
        if m <= <V::Half as Vector>::Half::LANES {
            block::<<V::Half as Vector>::Half, 8, N, 1>(m, sum);
        } else if m <= V::Half::LANES {
            block::<V::Half, 8, N, 1>(m, sum);
        } else if N > 1 {
            block::<V, 8, N, 1>(m, sum);
        } else {
            match ways(m, sum.k) {
                8 => rows::<V, 8>(m, sum),
                4 => rows::<V, 4>(m, sum),
                _ => rows::<V, 2>(m, sum),
            }
        }
    }
}

/// The operands of a column, within their slices.
struct Sum<T> {
    k: usize,
    /// The steps whose numbers of `b` are side by side.
    run: usize,
    /// How many such runs there are, and how far apart they are.
    runs: usize,
    distance: usize,
    a: *const T,
    /// The elements from `a` to the end of its slice.
    a_len: usize,
    a_stride: usize,
    b: *const T,
    b_stride: usize,
    c: *mut T,
    c_stride: usize,
    /// What the sums start from, and how far apart it is for two columns.
    start: Option<(*const T, usize)>,
}

impl<T> Clone for Sum<T> {
    fn clone(&self) -> Self {
        *self
    }
}
impl<T> Copy for Sum<T> {}

impl<T> Sum<T> {
    /// Where the operands of a step are.
    #[inline(always)]
    fn step(&self, k: usize) -> (*const T, *const T) {
        (self.a.wrapping_add(k * self.a_stride), self.b.wrapping_add(k))
    }
}

/// Computes all rows in so many chains, of as many registers at a time as the others hold the sums of: a factor
/// is read once for them.
///
/// # Safety
/// The machine has `V`'s instruction set, and `sum`'s operands have `m` rows.
#[inline(always)]
unsafe fn rows<V: Vector, const WAYS: usize>(m: usize, mut sum: Sum<V::Scalar>) {
    let mut left = m;
    while left > 0 {
        let registers = left.div_ceil(V::LANES);
        // SAFETY: as this function's.
        let rows = unsafe {
            if const { 4 * WAYS <= V::COLUMNS[0] } && registers >= 4 {
                let rows = left.min(4 * V::LANES);
                block::<V, WAYS, 1, 4>(rows, sum);
                rows
            } else if const { 2 * WAYS <= V::COLUMNS[0] } && registers >= 2 {
                let rows = left.min(2 * V::LANES);
                block::<V, WAYS, 1, 2>(rows, sum);
                rows
            } else {
                let rows = left.min(V::LANES);
                block::<V, WAYS, 1, 1>(rows, sum);
                rows
            }
        };
        left -= rows;
        sum.a = sum.a.wrapping_add(rows);
        sum.a_len = sum.a_len.saturating_sub(rows);
        sum.c = sum.c.wrapping_add(rows);
        sum.start = sum.start.map(|(start, stride)| (start.wrapping_add(rows), stride));
    }
}

/// Reads a register, or its first lanes.
///
/// # Safety
/// As [`rows`]'s, of the rows at `from`.
#[inline(always)]
unsafe fn load<V: Vector>(from: *const V::Scalar, lanes: usize, mask: V::Mask) -> V {
    // SAFETY: as this function's.
    unsafe { if lanes < V::LANES { V::load_first(from, mask) } else { V::load(from) } }
}

mod block;
mod row;
#[cfg(test)]
mod tests;
