//! Products with few rows, as a prediction has them: one column of `b` at a time or some, all of their
//! sums in registers.
//!
//! With so few rows one chain of multiply-adds leaves most of a processor idle, because each waits for
//! the one before. So a sum is made of [`ways`] chains, the `k`-th product in chain `k mod ways`, and
//! the chains are added in pairs. How many there are depends on the sizes alone: a sample alone and in
//! a batch, and every instruction set with fused multiply-adds, give the same bits.

use super::column_sums::{ColumnSums, Term, column_sums};
use super::gemm::{Gemm, Start};
use super::vector::Vector;

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

/// The numbers of [`Vector::quad`].
const QUAD: usize = 4;

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
                self::sums::<V, N>(m, sums, start, terms[0], [b_strides[1], c_stride]);
            } else {
                self::sums::<V, 1>(m, sums, start, terms[0], [0, 0]);
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
        k: x.len(),
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

/// Computes the rows of `R` registers, of which the last one may be incomplete.
///
/// # Safety
/// As [`rows`]'s, of so many rows.
#[inline(always)]
unsafe fn block<V: Vector, const WAYS: usize, const N: usize, const R: usize>(
    rows: usize,
    s: Sum<V::Scalar>,
) {
    // The steps that may read whole registers: lanes beyond the rows are not stored.
    let whole = match s.a_len.checked_sub(R * V::LANES) {
        Some(slack) => s.k.min(slack.checked_div(s.a_stride).map_or(s.k, |steps| steps + 1)),
        None => 0,
    };
    // SAFETY: as this function's: an incomplete register is masked.
    unsafe {
        let last = rows - (R - 1) * V::LANES;
        let mask = V::mask(last);
        let lanes = |r| if r == R - 1 { last } else { V::LANES };
        let mut sums = [[[V::zero(); R]; WAYS]; N];
        if let Some((start, stride)) = s.start {
            for (n, sums) in sums.iter_mut().enumerate() {
                for (r, sum) in sums[0].iter_mut().enumerate() {
                    *sum = load(start.wrapping_add(n * stride + r * V::LANES), lanes(r), mask);
                }
            }
        }
        let mut k = 0;
        if const { V::SPREADS && N == 1 } {
            let step = const { if WAYS < QUAD { QUAD } else { WAYS } };
            while k + step <= whole {
                let mut at = 0;
                while at < step {
                    let quad = V::quad(s.step(k + at).1);
                    let mut index = 0;
                    while index < QUAD {
                        let (a, factor) = (s.step(k + at + index).0, quad.spread(index));
                        for (r, sum) in sums[0][(at + index) % WAYS].iter_mut().enumerate() {
                            *sum = V::load(a.wrapping_add(r * V::LANES)).mul_add(factor, *sum);
                        }
                        index += 1;
                    }
                    at += QUAD;
                }
                k += step;
            }
        }
        while k + WAYS <= whole {
            let mut way = 0;
            while way < WAYS {
                let (a, b) = s.step(k + way);
                let mut column = [V::zero(); R];
                for (r, column) in column.iter_mut().enumerate() {
                    *column = V::load(a.wrapping_add(r * V::LANES));
                }
                step_of_way(&mut sums, way, column, b, s.b_stride);
                way += 1;
            }
            k += WAYS;
        }
        while k < s.k {
            let mut way = 0;
            while way < WAYS && k + way < s.k {
                let (a, b) = s.step(k + way);
                let mut column = [V::zero(); R];
                for (r, column) in column.iter_mut().enumerate() {
                    *column = load(a.wrapping_add(r * V::LANES), lanes(r), mask);
                }
                step_of_way(&mut sums, way, column, b, s.b_stride);
                way += 1;
            }
            k += WAYS;
        }
        for (n, sums) in sums.iter_mut().enumerate() {
            let mut ways = WAYS;
            while ways > 1 {
                let mut way = 0;
                while way < ways / 2 {
                    for r in 0..R {
                        sums[way][r] = sums[2 * way][r].add(sums[2 * way + 1][r]);
                    }
                    way += 1;
                }
                ways /= 2;
            }
            for (r, sum) in sums[0].into_iter().enumerate() {
                let c = s.c.wrapping_add(n * s.c_stride + r * V::LANES);
                if lanes(r) < V::LANES {
                    sum.store_first(c, mask);
                } else {
                    sum.store(c);
                }
            }
        }
    }
}

/// Adds a column of `a` times the number at `b`, and of the columns behind it, to the sums of a chain.
///
/// # Safety
/// As [`rows`]'s, of the numbers.
#[inline(always)]
unsafe fn step_of_way<V: Vector, const WAYS: usize, const N: usize, const R: usize>(
    sums: &mut [[[V; R]; WAYS]; N],
    way: usize,
    column: [V; R],
    b: *const V::Scalar,
    b_stride: usize,
) {
    // SAFETY: as this function's.
    unsafe {
        for (n, sums) in sums.iter_mut().enumerate() {
            let factor = V::splat_at(b.wrapping_add(n * b_stride));
            for (sum, column) in sums[way].iter_mut().zip(column) {
                *sum = column.mul_add(factor, *sum);
            }
        }
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

mod row;
#[cfg(test)]
mod tests;
