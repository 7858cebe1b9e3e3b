//! Orthonormal vectors in place.
//!
//! Gram and Schmidt's process on random normal vectors, in its modified form and twice: the second
//! sweep takes away what rounding has left of the first. Normalising keeps every vector's
//! direction, so the matrix of the projections has a positive diagonal, and the result is uniform
//! among all orthonormal sets (Mezzadri 2007).

use crate::scalar::Scalar;

/// So many sums run at a time: an order of addition that vectorises and is the same everywhere.
const LANES: usize = 8;

/// As many columns are treated at a time, so that their sums have a place on the stack.
const BLOCK: usize = 64;

/// Makes the columns of a row-major matrix orthonormal, or its rows if there are fewer of them.
pub(super) fn orthonormalize<T: Scalar>(matrix: &mut [T], columns: usize) {
    let rows = matrix.len() / columns.max(1);
    for _ in 0..2 {
        if rows < columns {
            sweep_rows(matrix, columns);
        } else {
            sweep_columns(matrix, columns);
        }
    }
}

fn sweep_rows<T: Scalar>(matrix: &mut [T], columns: usize) {
    for start in (0..matrix.len()).step_by(columns) {
        let (done, rest) = matrix.split_at_mut(start);
        let row = &mut rest[..columns];
        for other in done.chunks_exact(columns) {
            let part = T::from_f64(dot(other, row));
            row.iter_mut().zip(other).for_each(|(w, other)| *w -= part * *other);
        }
        let scale = T::from_f64(inverse_norm(dot(row, row)));
        for w in row {
            *w *= scale;
        }
    }
}

/// Column by column, each taken off all later ones; row by row within, as the memory lies.
fn sweep_columns<T: Scalar>(matrix: &mut [T], columns: usize) {
    for column in 0..columns {
        let square = matrix.chunks_exact(columns).map(|row| row[column].to_f64() * row[column].to_f64());
        let scale = T::from_f64(inverse_norm(square.sum()));
        matrix.chunks_exact_mut(columns).for_each(|row| row[column] *= scale);
        for first in (column + 1..columns).step_by(BLOCK) {
            let block = first..(first + BLOCK).min(columns);
            let mut parts = [0.0; BLOCK];
            for row in matrix.chunks_exact(columns) {
                let w = row[column].to_f64();
                for (part, other) in parts.iter_mut().zip(&row[block.clone()]) {
                    *part += w * other.to_f64();
                }
            }
            let parts = parts.map(T::from_f64);
            for row in matrix.chunks_exact_mut(columns) {
                let w = row[column];
                for (other, part) in row[block.clone()].iter_mut().zip(parts) {
                    *other -= w * part;
                }
            }
        }
    }
}

fn dot<T: Scalar>(a: &[T], b: &[T]) -> f64 {
    let mut sums = [0.0; LANES];
    for (a, b) in a.chunks(LANES).zip(b.chunks(LANES)) {
        for (sum, (a, b)) in sums.iter_mut().zip(a.iter().zip(b)) {
            *sum += a.to_f64() * b.to_f64();
        }
    }
    sums.iter().sum()
}

/// 0 for no vector at all, which stays as it is.
fn inverse_norm(square: f64) -> f64 {
    if square > 0.0 { 1.0 / libm::sqrt(square) } else { 0.0 }
}
