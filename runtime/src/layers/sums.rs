//! Sums over the columns of a matrix: the gradient of a bias.

#![allow(clippy::inline_always, reason = "loops have to end up in code of the instruction set")]

use crate::kernels::{Isa, Loop, vectorise};
use crate::scalar::Scalar;

/// Adds the columns of a column-major matrix, whose rows are as many as the sums, to the sums.
pub(super) fn add_columns<T: Scalar>(isa: Isa, matrix: &[T], sums: &mut [T]) {
    vectorise(isa, Columns { matrix, sums });
}

struct Columns<'a, T> {
    matrix: &'a [T],
    sums: &'a mut [T],
}

impl<T: Scalar> Loop for Columns<'_, T> {
    #[inline(always)]
    fn run(self) {
        add(self.matrix, self.sums);
    }
}

#[inline(always)]
fn add<T: Scalar>(matrix: &[T], sums: &mut [T]) {
    let rows = sums.len();
    let mut row = 0;
    while row < rows {
        row += match rows - row {
            16.. => block::<T, 16, 2>(matrix, rows, row, sums),
            8.. => block::<T, 8, 4>(matrix, rows, row, sums),
            4.. => block::<T, 4, 8>(matrix, rows, row, sums),
            _ => block::<T, 1, 8>(matrix, rows, row, sums),
        };
    }
}

/// Sums a block of rows in registers; every `WAYS`-th column into one of `WAYS` sums, because an
/// addition takes longer than the next one's operands.
#[inline(always)]
fn block<T: Scalar, const ROWS: usize, const WAYS: usize>(
    matrix: &[T],
    stride: usize,
    row: usize,
    sums: &mut [T],
) -> usize {
    let mut ways = [[T::ZERO; ROWS]; WAYS];
    let mut rounds = matrix.chunks_exact(stride * WAYS);
    for round in &mut rounds {
        for (way, column) in ways.iter_mut().zip(round.chunks_exact(stride)) {
            way.iter_mut().zip(&column[row..row + ROWS]).for_each(|(sum, value)| *sum += *value);
        }
    }
    for (way, column) in ways.iter_mut().zip(rounds.remainder().chunks_exact(stride)) {
        way.iter_mut().zip(&column[row..row + ROWS]).for_each(|(sum, value)| *sum += *value);
    }
    for way in ways {
        sums[row..row + ROWS].iter_mut().zip(way).for_each(|(sum, value)| *sum += value);
    }
    ROWS
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
