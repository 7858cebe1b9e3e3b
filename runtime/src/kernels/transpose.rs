//! The transpose of a matrix.

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
    let len = rows.checked_mul(columns).expect("transpose: the matrix has more elements than there are");
    let (from, to) = (&from[..len], &mut to[..len]);
    let (whole_rows, whole_columns) = (rows - rows % V::BLOCK, columns - columns % V::BLOCK);
    let mut column = 0;
    while column < whole_columns {
        let mut row = 0;
        while row < whole_rows {
            // SAFETY: as this function's; the block's rows and columns are the matrix's, whose
            // elements are all within both slices.
            unsafe {
                V::transpose(
                    from.as_ptr().wrapping_add(row + column * rows),
                    rows,
                    to.as_mut_ptr().wrapping_add(column + row * columns),
                    columns,
                );
            }
            row += V::BLOCK;
        }
        column += V::BLOCK;
    }
    // What is left of the columns, then the columns that are left.
    for column in 0..columns {
        let first = if column < whole_columns { whole_rows } else { 0 };
        for row in first..rows {
            to[column + row * columns] = from[row + column * rows];
        }
    }
}
