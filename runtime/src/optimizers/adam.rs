//! Adaptive moments.

use super::{Clip, Update, decay, optimizer};
use crate::scalar::Scalar;

/// Adaptive moment estimation (Kingma and Ba 2015), after
/// [Keras's `Adam`](https://keras.io/api/optimizers/adam/).
///
/// `m ← m + (g − m)·(1 − β₁)`, `v ← v + (g² − v)·(1 − β₂)`, and in step `t`
/// `w ← w − η·√(1 − β₂ᵗ) / (1 − β₁ᵗ) · m / (√v + ε)`: as in Keras, `ε` is added before the
/// correction of the bias. With `amsgrad` the largest `v` so far takes its place. As in Keras on JAX,
/// what would be subnormal counts as 0: the square of a gradient, and a product of `m` or `v`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Adam {
    pub(super) learning_rate: f64,
    beta_1: f64,
    beta_2: f64,
    epsilon: f64,
    amsgrad: bool,
    pub(super) weight_decay: f64,
    pub(super) clip: Clip,
}

impl Adam {
    pub(super) const LEARNING_RATE: f64 = 0.001;

    /// `Adam(learning_rate)`. Keras's default is 0.001.
    #[inline]
    #[must_use]
    pub const fn new(learning_rate: f64) -> Self {
        Self {
            learning_rate,
            beta_1: 0.9,
            beta_2: 0.999,
            epsilon: 1e-7,
            amsgrad: false,
            weight_decay: 0.0,
            clip: Clip::None,
        }
    }

    /// Sets `beta_1` (default 0.9): how slowly the mean of gradients moves.
    #[inline]
    #[must_use]
    pub const fn beta_1(mut self, beta_1: f64) -> Self {
        self.beta_1 = beta_1;
        self
    }

    /// Sets `beta_2` (default 0.999): how slowly the mean of squared gradients moves.
    #[inline]
    #[must_use]
    pub const fn beta_2(mut self, beta_2: f64) -> Self {
        self.beta_2 = beta_2;
        self
    }

    /// Sets `epsilon` (default 10⁻⁷): keeps the divisor from zero.
    #[inline]
    #[must_use]
    pub const fn epsilon(mut self, epsilon: f64) -> Self {
        self.epsilon = epsilon;
        self
    }

    /// Sets `amsgrad` (default false; Reddi et al. 2018).
    #[inline]
    #[must_use]
    pub const fn amsgrad(mut self, amsgrad: bool) -> Self {
        self.amsgrad = amsgrad;
        self
    }

    #[inline]
    pub(super) const fn slot_count(self) -> usize {
        if self.amsgrad { 3 } else { 2 }
    }

    #[inline(always)]
    pub(super) fn apply<T: Scalar>(self, update: Update<'_, T>) {
        decay(update.weights, self.weight_decay, self.learning_rate);
        let power = |beta: f64| 1.0 - libm::pow(beta, update.step as f64);
        let alpha = self.learning_rate * power(self.beta_2).sqrt() / power(self.beta_1);
        let (rest_1, rest_2) = (1.0 - self.beta_1, 1.0 - self.beta_2);
        let rates = [alpha, rest_1, rest_2, self.epsilon].map(T::from_f64);
        // With subnormal numbers processors compute many times more slowly.
        let least = |factor: f64| T::from_f64(T::MIN_POSITIVE.to_f64() / factor.clamp(1e-9, 1.0));
        let least = [least(rest_2).sqrt(), least(alpha.min(rest_1)), least(rest_2)];
        let [m, v, largest, _] = update.slots;
        if self.amsgrad {
            descend_by_largest(rates, least, update.weights, update.gradients, m, v, largest);
        } else {
            descend(rates, least, update.weights, update.gradients, m, v);
        }
    }
}

#[inline(always)]
fn descend<T: Scalar>(
    rates: [T; 4],
    least: [T; 3],
    weights: &mut [T],
    gradients: &[T],
    m: &mut [T],
    v: &mut [T],
) {
    let [alpha, _, _, epsilon] = rates;
    for (((w, g), m), v) in weights.iter_mut().zip(gradients).zip(m).zip(v) {
        // All reads come first: one after a write to an address with the same last 12 bits would
        // have to wait for it.
        let (old_w, g, old_m, old_v) = (*w, *g, *m, *v);
        let (new_m, new_v) = moments([old_m, old_v], g, rates, least);
        let new_w = old_w - new_m * alpha / (new_v.sqrt() + epsilon);
        (*w, *m, *v) = (new_w, new_m, new_v);
    }
}

#[inline(always)]
fn descend_by_largest<T: Scalar>(
    rates: [T; 4],
    least: [T; 3],
    weights: &mut [T],
    gradients: &[T],
    m: &mut [T],
    v: &mut [T],
    largest: &mut [T],
) {
    let [alpha, _, _, epsilon] = rates;
    for ((((w, g), m), v), largest) in weights.iter_mut().zip(gradients).zip(m).zip(v).zip(largest) {
        let (old_w, g, old_m, old_v, old_largest) = (*w, *g, *m, *v, *largest);
        let (new_m, new_v) = moments([old_m, old_v], g, rates, least);
        let new_largest = old_largest.larger(new_v);
        let new_w = old_w - new_m * alpha / (new_largest.sqrt() + epsilon);
        (*w, *m, *v, *largest) = (new_w, new_m, new_v, new_largest);
    }
}

/// The moments after a gradient.
#[inline(always)]
fn moments<T: Scalar>(
    [m, v]: [T; 2],
    g: T,
    [_, rest_1, rest_2, _]: [T; 4],
    [least_g, least_m, least_v]: [T; 3],
) -> (T, T) {
    let m = (m + (g - m) * rest_1).unless_below(least_m);
    let g = g.unless_below(least_g);
    let v = v + (g * g - v) * rest_2;
    (m, if v < least_v { T::ZERO } else { v })
}

optimizer!(Adam);

#[cfg(test)]
mod tests {
    use super::*;
    use crate::optimizers::test::trajectory;

    #[test]
    fn the_first_step_is_the_learning_rate() {
        let w = trajectory(&Adam::new(0.1), &[3.0])[0];
        // √(1 − β₂)·g / (√((1 − β₂)·g²) + ε): short of 1 by ε / √(0.001·9).
        assert!((w - (1.0 - 0.1 * (1.0 - 1e-7 / 0.009_f64.sqrt()))).abs() < 1e-12);
    }

    #[test]
    fn moments_are_never_subnormal() {
        use crate::kernels::Isa;
        use crate::optimizers::{Optimizer, Update};
        for isa in Isa::available() {
            let (mut w, mut m, mut v) = ([1.0_f32; 19], [2e-38; 19], [2e-38; 19]);
            for step in 1..50 {
                let slots = [&mut m[..], &mut v[..], &mut [], &mut []];
                let (weights, gradients) = (&mut w[..], &[0.0; 19][..]);
                Adam::new(0.1).beta_2(0.9).update(Update { step, isa, weights, gradients, slots });
                let normal = |x: &f32| *x == 0.0 || x.is_normal();
                assert!(m.iter().chain(&v).all(normal), "{isa} {m:?} {v:?}");
            }
            assert_eq!((m, v), ([0.0; 19], [0.0; 19]));
        }
    }

    #[test]
    fn a_gradient_without_a_square_moves_weights() {
        use crate::kernels::Isa;
        use crate::optimizers::{Optimizer, Update};
        for isa in Isa::available() {
            for (gradient, v_after) in [(1e-20_f32, 0.0_f64), (1e-12, 1e-27), (-1e-20, 0.0)] {
                let (mut w, mut m, mut v) = ([0.0_f32; 19], [0.0; 19], [0.0; 19]);
                let slots = [&mut m[..], &mut v[..], &mut [], &mut []];
                let (weights, gradients) = (&mut w[..], &[gradient; 19][..]);
                Adam::new(0.1).update(Update { step: 1, isa, weights, gradients, slots });
                // α = η·√0.001 / 0.1, over √v + ε.
                let expected = -0.1 * 0.001_f64.sqrt() * f64::from(gradient) / (v_after.sqrt() + 1e-7);
                let close = |x: f32, y: f64| (f64::from(x) - y).abs() <= 1e-5 * y.abs();
                assert!(w.iter().all(|w| close(*w, expected)), "{isa} {gradient}: {w:?}, not {expected}");
                assert!(v.iter().all(|v| close(*v, v_after)), "{isa} {gradient}: {v:?}");
            }
        }
    }

    #[test]
    fn amsgrad_remembers_the_largest() {
        let gradients = [4.0, 0.0, 0.0];
        let (plain, ams) = (Adam::new(0.1).beta_2(0.5), Adam::new(0.1).beta_2(0.5).amsgrad(true));
        let (plain, ams) = (trajectory(&plain, &gradients), trajectory(&ams, &gradients));
        assert_eq!(plain[0], ams[0]);
        // The same moment over a √v that has halved once: √2 times the way.
        assert!(((plain[1] - plain[0]) / (ams[1] - ams[0]) - 2.0_f64.sqrt()).abs() < 1e-6);
    }
}
