//! The inner loop of matrix products.

use super::product::{Checked, From};
use crate::kernels::vector::Vector;

/// Computes `R` registers of rows by `N` columns, the sums in registers.
///
/// With `MASKED` the last register's rows are those of the mask `last`; nothing beyond them is
/// read or written.
///
/// # Safety
/// The machine has `V`'s instruction set. `t` has at least `N` columns and the rows of `R`
/// registers, of which the last one is masked if `MASKED`; all its elements can be read, and those
/// of `c` be written.
#[inline(always)]
pub(super) unsafe fn tile<V: Vector, const R: usize, const N: usize, const MASKED: bool>(
    t: Checked<V::Scalar>,
    last: V::Mask,
) {
    // SAFETY: as this function's. Loops over arrays, not closures, which would not be compiled for
    // the instruction set.
    unsafe {
        let mut sums = match t.start {
            From::Zero => [[V::zero(); R]; N],
            From::Rows(rows) => [column::<V, R, MASKED>(rows, last); N],
            From::Sum => {
                let mut sums = [[V::zero(); R]; N];
                for (n, sums) in sums.iter_mut().enumerate() {
                    *sums = column::<V, R, MASKED>(t.c.wrapping_add(n.wrapping_mul(t.c_stride)), last);
                }
                sums
            }
        };
        let (mut a, mut b) = (t.a, t.b);
        for _ in 0..t.k {
            let rows = column::<V, R, MASKED>(a, last);
            for (n, sums) in sums.iter_mut().enumerate() {
                let factor = V::splat_at(b.wrapping_add(n.wrapping_mul(t.b_strides[1])));
                for (sum, rows) in sums.iter_mut().zip(rows) {
                    *sum = rows.mul_add(factor, *sum);
                }
            }
            // After the last column these may point past the slices: they are not read then.
            a = a.wrapping_add(t.a_stride);
            b = b.wrapping_add(t.b_strides[0]);
        }
        for (n, sums) in sums.into_iter().enumerate() {
            let c = t.c.wrapping_add(n.wrapping_mul(t.c_stride));
            for (r, sum) in sums.into_iter().enumerate() {
                let c = c.wrapping_add(r * V::LANES);
                if MASKED && r == R - 1 {
                    sum.store_first(c, last);
                } else {
                    sum.store(c);
                }
            }
        }
    }
}

/// Reads a column of a tile's rows.
///
/// # Safety
/// As [`tile`]'s, of the rows at `from`.
#[inline(always)]
unsafe fn column<V: Vector, const R: usize, const MASKED: bool>(
    from: *const V::Scalar,
    last: V::Mask,
) -> [V; R] {
    // SAFETY: as this function's.
    unsafe {
        let mut rows = [V::zero(); R];
        for (r, row) in rows.iter_mut().enumerate() {
            let from = from.wrapping_add(r * V::LANES);
            *row = if MASKED && r == R - 1 { V::load_first(from, last) } else { V::load(from) };
        }
        rows
    }
}
