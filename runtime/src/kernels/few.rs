//! Products with few rows, as a prediction has them: one column of `b` at a time, all of its sums in
//! registers.
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

/// Computes a product whose columns of `b` are contiguous, one after another.
///
/// # Panics
/// When a slice is too short, or the columns are not contiguous.
///
/// # Safety
/// The machine has `V`'s instruction set.
#[inline(always)]
pub(super) unsafe fn product<V: Vector>(product: Gemm<'_, V::Scalar>) {
    let Gemm { m, n, k, a, a_stride, b, b_strides, c, c_stride, start } = product;
    assert!(b_strides[0] == 1, "few rows: the columns of `b` are not contiguous");
    for column in 0..n {
        let x = if k > 0 { &b[column * b_strides[1]..][..k] } else { &[] };
        let sums = &mut c[column * c_stride..][..m];
        let work = ColumnSums { sums, start, terms: [Term { a, stride: a_stride, x }, Term::NONE] };
        // SAFETY: as this function's.
        unsafe {
            if ways(m, k) == 1 {
                column_sums::<V>(work);
            } else {
                self::column::<V>(work.sums, start, work.terms[0]);
            }
        }
    }
}

/// Computes one column: `sums = start + a · x`.
///
/// # Panics
/// When a slice is too short.
///
/// # Safety
/// The machine has `V`'s instruction set.
#[inline(always)]
unsafe fn column<V: Vector>(sums: &mut [V::Scalar], start: Start<'_, V::Scalar>, term: Term<'_, V::Scalar>) {
    let m = sums.len();
    term.check(m);
    let start = match start {
        Start::Zero => None,
        Start::Rows(rows) => {
            assert!(rows.len() >= m, "few rows: the starting column is too short");
            Some(rows.as_ptr())
        }
        Start::Sum => Some(sums.as_ptr()),
    };
    let Term { a, stride, x } = term;
    let sum = Sum {
        k: x.len(),
        a: a.as_ptr(),
        a_len: a.len(),
        a_stride: stride,
        b: x.as_ptr(),
        c: sums.as_mut_ptr(),
        start,
    };
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
    c: *mut T,
    start: Option<*const T>,
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

/// Computes all rows, a register at a time, in so many chains.
///
/// # Safety
/// The machine has `V`'s instruction set, and `sum`'s operands have `m` rows.
#[inline(always)]
unsafe fn rows<V: Vector>(m: usize, mut sum: Sum<V::Scalar>) {
    let mut left = m;
    while left > 0 {
        let rows = left.min(V::LANES);
        // SAFETY: as this function's.
        unsafe {
            match ways(m, sum.k) {
                8 => block::<V, 8>(rows, sum),
                4 => block::<V, 4>(rows, sum),
                _ => block::<V, 2>(rows, sum),
            }
        }
        left -= rows;
        sum.a = sum.a.wrapping_add(rows);
        sum.a_len = sum.a_len.saturating_sub(rows);
        sum.c = sum.c.wrapping_add(rows);
        sum.start = sum.start.map(|start| start.wrapping_add(rows));
    }
}

/// Computes the rows of a register.
///
/// # Safety
/// As [`rows`]'s, of at most `LANES` rows.
#[inline(always)]
unsafe fn block<V: Vector, const WAYS: usize>(rows: usize, s: Sum<V::Scalar>) {
    // The steps that may read whole registers: lanes beyond the rows are not stored.
    let whole = match s.a_len.checked_sub(V::LANES) {
        Some(slack) => s.k.min(slack.checked_div(s.a_stride).map_or(s.k, |steps| steps + 1)),
        None => 0,
    };
    // SAFETY: as this function's: an incomplete register is masked.
    unsafe {
        let mask = V::mask(rows);
        let mut sums = [V::zero(); WAYS];
        if let Some(start) = s.start {
            sums[0] = load(start, rows, mask);
        }
        let mut k = 0;
        while k + WAYS <= whole {
            let mut way = 0;
            while way < WAYS {
                let (a, b) = s.step(k + way);
                sums[way] = V::load(a).mul_add(V::splat_at(b), sums[way]);
                way += 1;
            }
            k += WAYS;
        }
        while k < s.k {
            let mut way = 0;
            while way < WAYS && k + way < s.k {
                let (a, b) = s.step(k + way);
                sums[way] = V::load_first(a, mask).mul_add(V::splat_at(b), sums[way]);
                way += 1;
            }
            k += WAYS;
        }
        let mut ways = WAYS;
        while ways > 1 {
            let mut way = 0;
            while way < ways / 2 {
                sums[way] = sums[2 * way].add(sums[2 * way + 1]);
                way += 1;
            }
            ways /= 2;
        }
        if rows < V::LANES {
            sums[0].store_first(s.c, mask);
        } else {
            sums[0].store(s.c);
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

#[cfg(test)]
mod tests;
