//! The crossentropy of a distribution over classes, shared by labels as values and as indices.

use super::{EPSILON, Row, Rows};
use crate::kernels::Isa;
use crate::scalar::Scalar;

/// Sums `−Σⱼ yⱼ·ln softmax(z)ⱼ` of all rows, where `target` gives `yⱼ` of a row's labels; the gradient
/// `softmax(z)·Σy − y` goes to `d_y_pred`. With `fused` the rows become their softmax.
pub(super) fn rows_from_logits<T: Scalar, Y>(
    mut rows: Rows<'_, T, Y>,
    target: impl Fn(&[Y], usize) -> T,
) -> f64 {
    if !rows.fused || rows.d_y_pred.is_empty() {
        return rows.sum(|row| {
            let Row { y_true, y_pred, d_y_pred, factor, fused } = row;
            from_logits(y_pred, d_y_pred, |index| target(y_true, index), factor, fused)
        });
    }
    rows.lend().each(|row, _| {
        let max = largest(row.y_pred);
        for (z, d) in row.y_pred.iter_mut().zip(row.d_y_pred) {
            *z -= max;
            // The gradient's place keeps the logits while their exponentials are computed.
            *d = *z;
        }
    });
    T::exponentials(Isa::detect(), rows.y_pred);
    rows.sum(|row| {
        let sum: T = row.y_pred.iter().copied().sum();
        let (total, dot) = shares(row.d_y_pred.iter().copied(), |index| target(row.y_true, index));
        for (index, (p, d)) in row.y_pred.iter_mut().zip(row.d_y_pred).enumerate() {
            *p /= sum;
            *d = (*p * total - target(row.y_true, index)) * row.factor;
        }
        total * sum.ln() - dot
    })
}

fn largest<T: Scalar>(z: &[T]) -> T {
    z.iter().fold(T::NEG_INFINITY, |max, z| max.larger(*z))
}

/// `Σⱼ yⱼ` and `Σⱼ yⱼ·zⱼ`.
fn shares<T: Scalar>(logits: impl Iterator<Item = T>, target: impl Fn(usize) -> T) -> (T, T) {
    let (mut total, mut dot) = (T::ZERO, T::ZERO);
    for (index, z) in logits.enumerate() {
        let y = target(index);
        // A class without a share may have an infinitely small logit.
        if y != T::ZERO {
            total += y;
            dot += y * z;
        }
    }
    (total, dot)
}

/// `−Σⱼ yⱼ·ln softmax(z)ⱼ` of one row, where `target` gives `yⱼ`; the gradient
/// `softmax(z)·Σy − y`, times `factor`, where `d` is not empty. With `fused` the row becomes its
/// softmax.
fn from_logits<T: Scalar>(
    z: &mut [T],
    d: &mut [T],
    target: impl Fn(usize) -> T,
    factor: T,
    fused: bool,
) -> T {
    let max = largest(z);
    let (total, dot) = shares(z.iter().map(|z| *z - max), &target);
    let sum: T = if fused { exponentials(z, max) } else { z.iter().map(|z| (*z - max).exp()).sum() };
    if fused {
        for z in z.iter_mut() {
            *z /= sum;
        }
    }
    for (index, d) in d.iter_mut().enumerate() {
        let p = if fused { z[index] } else { (z[index] - max).exp() / sum };
        *d = (p * total - target(index)) * factor;
    }
    total * sum.ln() - dot
}

/// Replaces a row by its exponentials and sums them.
fn exponentials<T: Scalar>(z: &mut [T], max: T) -> T {
    for z in z.iter_mut() {
        *z -= max;
    }
    T::exponentials(Isa::detect(), z);
    z.iter().copied().sum()
}

/// `−Σⱼ yⱼ·ln qⱼ` of one row, where `q` is the row divided by its sum and clipped.
pub(super) fn from_probabilities<T: Scalar>(
    p: &[T],
    d: &mut [T],
    target: impl Fn(usize) -> T,
    factor: T,
) -> T {
    let (low, high) = (T::from_f64(EPSILON), T::from_f64(1.0 - EPSILON));
    let sum: T = p.iter().copied().sum();
    // With gⱼ = −yⱼ / qⱼ, and 0 where clipped: d pⱼ = (gⱼ − Σᵢ gᵢ·qᵢ) / sum.
    let (mut loss, mut dot) = (T::ZERO, T::ZERO);
    for (index, p) in p.iter().enumerate() {
        let (y, q) = (target(index), *p / sum);
        let clipped = if q < low {
            low
        } else if q > high {
            high
        } else {
            dot -= y;
            q
        };
        loss -= y * clipped.ln();
    }
    for (index, d) in d.iter_mut().enumerate() {
        let q = p[index] / sum;
        let g = if q < low || q > high { T::ZERO } else { -target(index) / q };
        *d = (g - dot) / sum * factor;
    }
    loss
}
