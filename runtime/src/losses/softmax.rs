//! The crossentropy of a distribution over classes, shared by labels as values and as indices.

use super::EPSILON;
use crate::kernels::Isa;
use crate::scalar::Scalar;

/// `−Σⱼ yⱼ·ln softmax(z)ⱼ` of one row, where `target` gives `yⱼ`; the gradient
/// `softmax(z)·Σy − y`, times `factor`, where `d` is not empty. With `fused` the row becomes its
/// softmax.
pub(super) fn from_logits<T: Scalar>(
    z: &mut [T],
    d: &mut [T],
    target: impl Fn(usize) -> T,
    factor: T,
    fused: bool,
) -> T {
    let max = z.iter().fold(T::NEG_INFINITY, |max, z| max.larger(*z));
    let (mut total, mut dot) = (T::ZERO, T::ZERO);
    for (index, z) in z.iter().enumerate() {
        let y = target(index);
        // A class without a share may have an infinitely small logit.
        if y != T::ZERO {
            total += y;
            dot += y * (*z - max);
        }
    }
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
