//! The transpose of a matrix.

use super::gemm::transpose_into;
use super::vector::Vector;

/// Writes the transpose of a column-major `rows` × `columns` matrix.
///
/// # Safety
/// The machine has `V`'s instruction set.
#[inline(always)]
pub(super) unsafe fn transpose<V: Vector>(
    rows: usize,
    columns: usize,
    from: &[V::Scalar],
    to: &mut [V::Scalar],
) {
    let len = rows.checked_mul(columns);
    assert!(len.is_some_and(|len| from.len().min(to.len()) >= len), "transpose: a slice is too short");
    // SAFETY: as this function's; both slices have all elements.
    unsafe { transpose_into::<V>(from.as_ptr(), [rows, columns], rows, to.as_mut_ptr(), columns) };
}
