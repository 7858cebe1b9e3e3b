//! Products with few rows, as a prediction has them: one column of `b` at a time, all of its sums in
//! registers.
//!
//! With so few rows one chain of multiply-adds leaves most of a processor idle, because each waits for
//! the one before. So a sum is made of [`ways`] chains, the `k`-th product in chain `k mod ways`, and
//! the chains are added in pairs. How many there are depends on the rows alone: a sample alone and in
//! a batch, and every instruction set with fused multiply-adds, give the same bits.

use super::gemm::{Gemm, Start};
use super::vector::Vector;

/// The most rows for which a product is computed so.
pub(crate) const MOST_ROWS: usize = 32;

/// The chains of a sum: what keeps the processor busy where registers have 8 or 16 numbers.
const fn ways(rows: usize) -> usize {
    match rows {
        0..=8 => 8,
        9..=16 => 4,
        17..=MOST_ROWS => 2,
        _ => 1,
    }
}

/// A product with few rows, within a prediction in one piece.
#[inline(always)]
pub(crate) fn few_rows<V: Vector>(product: Gemm<'_, V::Scalar>) {
    // SAFETY: nobody can name a register but the kernels, which give it to an `Unrolled` where the
    // machine has its instruction set.
    unsafe { self::product::<V>(product) };
}

/// Computes a product, column by column.
///
/// # Safety
/// The machine has `V`'s instruction set.
#[inline(always)]
pub(super) unsafe fn product<V: Vector>(product: Gemm<'_, V::Scalar>) {
    let Gemm { m, n, k, a, a_stride, b, b_strides, c, c_stride, start } = product;
    for column in 0..n {
        let b = b.get(column * b_strides[1]..).unwrap_or_default();
        let c = &mut c[column * c_stride..][..m];
        // SAFETY: as this function's.
        unsafe { self::column::<V>(k, a, a_stride, b, b_strides[0], c, start) };
    }
}

/// Computes one column: `c = start + a · b`.
///
/// # Panics
/// When a slice is too short.
///
/// # Safety
/// The machine has `V`'s instruction set.
#[inline(always)]
pub(super) unsafe fn column<V: Vector>(
    k: usize,
    a: &[V::Scalar],
    a_stride: usize,
    b: &[V::Scalar],
    b_stride: usize,
    c: &mut [V::Scalar],
    start: Start<'_, V::Scalar>,
) {
    let m = c.len();
    if m == 0 {
        return;
    }
    let last = k.wrapping_sub(1);
    let reaches =
        |last: usize, stride: usize, len: usize| last.checked_mul(stride).is_some_and(|at| at < len);
    assert!(k == 0 || a.len() >= m && reaches(last, a_stride, a.len() - m + 1), "few rows: `a` is too short");
    assert!(k == 0 || reaches(last, b_stride, b.len()), "few rows: `b` is too short");
    let start = match start {
        Start::Zero => None,
        Start::Rows(rows) => {
            assert!(rows.len() >= m, "few rows: the starting column is too short");
            Some(rows.as_ptr())
        }
        Start::Sum => Some(c.as_ptr()),
    };
    let sum =
        Sum { k, a: a.as_ptr(), a_len: a.len(), a_stride, b: b.as_ptr(), b_stride, c: c.as_mut_ptr(), start };
    // SAFETY: as this function's; the slices have been checked.
    unsafe {
        if m <= V::LANES / 2 {
            rows::<V::Half>(m, sum);
        } else {
            rows::<V>(m, sum);
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
    start: Option<*const T>,
}

impl<T> Clone for Sum<T> {
    fn clone(&self) -> Self {
        *self
    }
}
impl<T> Copy for Sum<T> {}

/// Computes all rows, up to four registers at once.
///
/// # Safety
/// The machine has `V`'s instruction set, and `sum`'s operands have `m` rows.
#[inline(always)]
unsafe fn rows<V: Vector>(m: usize, mut sum: Sum<V::Scalar>) {
    let ways = ways(m);
    let mut left = m;
    while left > 0 {
        let registers = left.div_ceil(V::LANES);
        // SAFETY: as this function's.
        let done = unsafe {
            match (ways, registers) {
                (8, _) => block::<V, 1, 8>(left, sum),
                (4, _) => block::<V, 1, 4>(left, sum),
                (2, _) => block::<V, 1, 2>(left, sum),
                (_, 1) => block::<V, 1, 1>(left, sum),
                (_, 2 | 3) => block::<V, 2, 1>(left, sum),
                _ => block::<V, 4, 1>(left, sum),
            }
        };
        left -= done;
        sum.a = sum.a.wrapping_add(done);
        sum.a_len = sum.a_len.saturating_sub(done);
        sum.c = sum.c.wrapping_add(done);
        sum.start = sum.start.map(|start| start.wrapping_add(done));
    }
}

/// Computes the first `R` registers of rows, or what there is of them, and gives their number.
///
/// # Safety
/// As [`rows`]'s, of the rows that are left: more than `R − 1` registers.
#[inline(always)]
unsafe fn block<V: Vector, const R: usize, const WAYS: usize>(m: usize, s: Sum<V::Scalar>) -> usize {
    let rows = m.min(R * V::LANES);
    let last = rows - (R - 1) * V::LANES;
    // The steps that may read whole registers: lanes beyond the rows are not stored.
    let whole = match s.a_len.checked_sub(R * V::LANES) {
        Some(slack) => s.k.min(slack.checked_div(s.a_stride).map_or(s.k, |steps| steps + 1)),
        None => 0,
    };
    // SAFETY: as this function's: the last register is masked where there are not as many rows.
    unsafe {
        let mask = V::mask(last);
        let mut sums = [[V::zero(); R]; WAYS];
        if let Some(start) = s.start {
            let mut r = 0;
            while r < R {
                let start = start.wrapping_add(r * V::LANES);
                sums[0][r] = if r == R - 1 { load(start, last, mask) } else { V::load(start) };
                r += 1;
            }
        }
        let mut k = 0;
        while k + WAYS <= whole {
            let mut way = 0;
            while way < WAYS {
                sums[way] = add_step::<V, R, false>(&s, k + way, mask, sums[way]);
                way += 1;
            }
            k += WAYS;
        }
        while k < s.k {
            let mut way = 0;
            while way < WAYS && k + way < s.k {
                sums[way] = add_step::<V, R, true>(&s, k + way, mask, sums[way]);
                way += 1;
            }
            k += WAYS;
        }
        let mut r = 0;
        while r < R {
            let mut ways = WAYS;
            while ways > 1 {
                let mut way = 0;
                while way < ways / 2 {
                    sums[way][r] = sums[2 * way][r].add(sums[2 * way + 1][r]);
                    way += 1;
                }
                ways /= 2;
            }
            let to = s.c.wrapping_add(r * V::LANES);
            if r == R - 1 && last < V::LANES {
                sums[0][r].store_first(to, mask);
            } else {
                sums[0][r].store(to);
            }
            r += 1;
        }
    }
    rows
}

/// Adds the products of one step to a chain.
///
/// # Safety
/// As [`block`]'s.
#[inline(always)]
unsafe fn add_step<V: Vector, const R: usize, const MASKED: bool>(
    s: &Sum<V::Scalar>,
    k: usize,
    mask: V::Mask,
    mut sums: [V; R],
) -> [V; R] {
    // SAFETY: as this function's.
    unsafe {
        let a = s.a.wrapping_add(k * s.a_stride);
        let b = V::splat_at(s.b.wrapping_add(k * s.b_stride));
        let mut r = 0;
        while r < R {
            let a = a.wrapping_add(r * V::LANES);
            let a = if MASKED && r == R - 1 { V::load_first(a, mask) } else { V::load(a) };
            sums[r] = a.mul_add(b, sums[r]);
            r += 1;
        }
        sums
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

#[cfg(test)]
mod tests;
