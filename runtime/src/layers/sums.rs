//! Sums over the columns of a matrix: the gradient of a bias.

use crate::kernels::Isa;
use crate::scalar::Scalar;

/// Sums that are in flight at once: an addition takes longer than the next one's operands.
const LANES: usize = 64;

/// Adds the columns of a column-major matrix, whose rows are as many as the sums, to the sums.
pub(super) fn add_columns<T: Scalar>(isa: Isa, matrix: &[T], sums: &mut [T]) {
    let rows = sums.len();
    if rows == 0 || rows > LANES / 2 {
        return T::sum_columns(isa, matrix, sums);
    }
    // Few rows: several columns at once, as one.
    let mut lanes = [T::ZERO; LANES];
    let lanes = &mut lanes[..LANES / rows * rows];
    let (wide, rest) = matrix.split_at(matrix.len() - matrix.len() % lanes.len());
    T::sum_columns(isa, wide, lanes);
    T::sum_columns(isa, lanes, sums);
    T::sum_columns(isa, rest, sums);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sums_every_row_of_any_size() {
        for rows in 1..40 {
            for columns in [0, 1, 7, 8, 9] {
                let matrix: Vec<f64> = (0..rows * columns).map(|i| (i * i % 17) as f64).collect();
                let mut sums: Vec<f64> = (0..rows).map(|row| row as f64).collect();
                add_columns(Isa::detect(), &matrix, &mut sums);
                for (row, sum) in sums.iter().enumerate() {
                    let expected: f64 = (0..columns).map(|column| matrix[column * rows + row]).sum();
                    assert_eq!(*sum, expected + row as f64);
                }
            }
        }
    }
}
