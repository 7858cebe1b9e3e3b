//! Sums over the columns of a matrix.

use super::vector::Vector;

/// Adds the columns of a column-major matrix to `sums`, one after another.
///
/// # Safety
/// The machine has `V`'s instruction set.
#[inline(always)]
pub(super) unsafe fn sum_columns<V: Vector>(from: &[V::Scalar], sums: &mut [V::Scalar]) {
    let rows = sums.len();
    let Some(columns) = from.len().checked_div(rows) else { return };
    let mut row = 0;
    // SAFETY: as this function's; the rows are those of `sums`, and `rows` · `columns` elements
    // are within `from`.
    unsafe {
        while rows - row >= 4 * V::LANES {
            sum_rows::<V, 4, false>(from.as_ptr().wrapping_add(row), rows, columns, &mut sums[row..]);
            row += 4 * V::LANES;
        }
        while rows - row >= V::LANES {
            sum_rows::<V, 1, false>(from.as_ptr().wrapping_add(row), rows, columns, &mut sums[row..]);
            row += V::LANES;
        }
        if row < rows {
            sum_rows::<V, 1, true>(from.as_ptr().wrapping_add(row), rows, columns, &mut sums[row..]);
        }
    }
}

/// Adds to `R` registers of sums, or with `MASKED` to a register of the sums that there are.
///
/// # Safety
/// The machine has `V`'s instruction set. `sums` has as many numbers as stated, and that many can
/// be read at each of `columns` columns.
#[inline(always)]
unsafe fn sum_rows<V: Vector, const R: usize, const MASKED: bool>(
    mut from: *const V::Scalar,
    stride: usize,
    columns: usize,
    sums: &mut [V::Scalar],
) {
    // SAFETY: as this function's.
    unsafe {
        let mask = V::mask(if MASKED { sums.len() } else { V::LANES });
        let to = sums.as_mut_ptr();
        let mut registers = [V::zero(); R];
        for (r, register) in registers.iter_mut().enumerate() {
            let to = to.wrapping_add(r * V::LANES).cast_const();
            *register = if MASKED { V::load_first(to, mask) } else { V::load(to) };
        }
        for _ in 0..columns {
            for (r, register) in registers.iter_mut().enumerate() {
                let from = from.wrapping_add(r * V::LANES);
                let column = if MASKED { V::load_first(from, mask) } else { V::load(from) };
                *register = register.add(column);
            }
            from = from.wrapping_add(stride);
        }
        for (r, register) in registers.into_iter().enumerate() {
            let to = to.wrapping_add(r * V::LANES);
            if MASKED {
                register.store_first(to, mask);
            } else {
                register.store(to);
            }
        }
    }
}
