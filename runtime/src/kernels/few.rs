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
use rows::{Sum, load, rows};

/// The most rows for which a product is computed so.
pub(crate) const MOST_ROWS: usize = 32;

/// The most rows of which a sum may have 8 chains.
const MOST_ROWS_OF_EIGHT: usize = 16;

/// From so many products on, adding the chains up is worth it.
const LONG: usize = 64;

/// The chains of a sum: what keeps the processor busy where registers have 8 or 16 numbers.
const fn ways(rows: usize, k: usize) -> usize {
    let is_long = k >= LONG;
    match rows {
        0..=8 => 8,
        9..=MOST_ROWS_OF_EIGHT => {
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
            columns::<V, COLUMNS, 0>(product);
        } else {
            columns::<V, 1, 0>(product);
        }
    }
}

/// As [`product`], one column after another: less code where there is one. There are `ROWS`, if that is not 0.
///
/// # Panics
/// As [`product`].
///
/// # Safety
/// As [`product`]'s.
#[inline(always)]
pub(super) unsafe fn one_by_one<V: Vector, const ROWS: usize>(product: Gemm<'_, V::Scalar>) {
    // SAFETY: as this function's.
    unsafe { columns::<V, 1, ROWS>(product) };
}

/// Computes one column of `ROWS`, if that is not 0, whose factors come in runs; see [`takes_runs`].
///
/// # Panics
/// When a slice is too short, or the runs are others.
///
/// # Safety
/// As [`product`]'s.
#[inline(always)]
pub(super) unsafe fn in_runs<V: Vector, const ROWS: usize>(product: Gemm<'_, V::Scalar>, runs: Runs) {
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
    unsafe { self::sums::<V, 1, ROWS, true>(m, &mut c[..m], start, term, [0, 0], runs.rows) };
}

/// Computes `N` columns at once, then the others one by one; of `ROWS`, if that is not 0.
///
/// # Panics
/// As [`product`].
///
/// # Safety
/// As [`product`]'s.
#[inline(always)]
unsafe fn columns<V: Vector, const N: usize, const ROWS: usize>(product: Gemm<'_, V::Scalar>) {
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
            if const { may_be(ROWS, MOST_ROWS + 1, usize::MAX) } && ways(m, k) == 1 {
                column_sums::<V>(ColumnSums { sums, start, terms });
            } else if const { N > 1 } && count > 1 {
                self::sums::<V, N, ROWS, false>(
                    m,
                    sums,
                    start,
                    terms[0],
                    [b_strides[1], c_stride],
                    Runs::NONE.rows,
                );
            } else {
                self::sums::<V, 1, ROWS, false>(m, sums, start, terms[0], [0, 0], Runs::NONE.rows);
            }
        }
    }
}

/// Computes `N` columns of `m` rows: `sums = start + a · x`, the columns of `x` and of the sums so far
/// apart; with `RUNS` in several runs.
///
/// What a prediction in one piece does not need goes when its sizes are known; before that the compiler has to
/// work through all of it, once a product. So constants leave out what no sizes need.
///
/// # Panics
/// When a slice is too short.
///
/// # Safety
/// The machine has `V`'s instruction set; `N` columns are within the slices behind `sums` and the
/// term's `x`.
#[inline(always)]
unsafe fn sums<V: Vector, const N: usize, const ROWS: usize, const RUNS: bool>(
    m: usize,
    sums: &mut [V::Scalar],
    start: Start<'_, V::Scalar>,
    term: Term<'_, V::Scalar>,
    [b_stride, c_stride]: [usize; 2],
    runs: [usize; 2],
) {
    assert!(ROWS == 0 || m == ROWS, "few rows: there are other rows");
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
        if const { may_be(ROWS, 1, 1) } && m == 1 && stride == 1 {
            return row::row::<<V::Half as Vector>::Half, N>(sum);
        }
        let [quarter, half] = const { [<V::Half as Vector>::Half::LANES, V::Half::LANES] };
        // Where there are several columns there are 8 chains, and one register of rows.
        if const { may_be(ROWS, 1, <V::Half as Vector>::Half::LANES) } && m <= quarter {
            block::<<V::Half as Vector>::Half, 8, N, 1, RUNS>(m, sum);
        } else if const { may_be(ROWS, <V::Half as Vector>::Half::LANES + 1, V::Half::LANES) } && m <= half {
            block::<V::Half, 8, N, 1, RUNS>(m, sum);
        } else if const { N > 1 } {
            block::<V, 8, N, 1, RUNS>(m, sum);
        } else if const { may_be(ROWS, V::Half::LANES + 1, MOST_ROWS) } {
            match ways(m, sum.k) {
                8 if const { may_be(ROWS, 1, MOST_ROWS_OF_EIGHT) } => {
                    rows::<V, 8, MOST_ROWS_OF_EIGHT, RUNS>(m, sum);
                }
                4 => rows::<V, 4, MOST_ROWS, RUNS>(m, sum),
                _ => rows::<V, 2, MOST_ROWS, RUNS>(m, sum),
            }
        }
    }
}

/// Whether there may be as many rows as `least` to `most`: any number may be where it is 0.
const fn may_be(rows: usize, least: usize, most: usize) -> bool {
    least <= most && (rows == 0 || least <= rows && rows <= most)
}

mod block;
mod row;
mod rows;
#[cfg(test)]
mod tests;
