//! Adaptive moments.

use super::{Clip, Update, decay, optimizer};
use crate::kernels::AdamStep;
use crate::scalar::Scalar;

/// Adaptive moment estimation (Kingma and Ba 2015), after
/// [Keras's `Adam`](https://keras.io/api/optimizers/adam/).
///
/// `m ← m + (g − m)·(1 − β₁)`, `v ← v + (g² − v)·(1 − β₂)`, and in step `t`
/// `w ← w − η·√(1 − β₂ᵗ) / (1 − β₁ᵗ) · m / (√v + ε)`: as in Keras, `ε` is added before the
/// correction of the bias. With `amsgrad` the largest `v` so far takes its place.
///
/// Nothing becomes subnormal, with which processors compute many times more slowly: `m` counts as 0 where its
/// products would be, and `v` is at least 2⁻¹⁰⁰ (in double precision 2⁻⁹⁹⁶), as gradients are nowhere near 0 where
/// they are squared. `√v` is then 10⁻¹⁵, next to nothing beside the default `ε`.
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
        let Update { step, isa, weights, gradients, slots: [m, v, largest, _] } = update;
        decay(weights, self.weight_decay, self.learning_rate);
        let power = |beta: f64| 1.0 - libm::pow(beta, step as f64);
        let alpha = self.learning_rate * power(self.beta_2).sqrt() / power(self.beta_1);
        let rates = [alpha, 1.0 - self.beta_1, 1.0 - self.beta_2, self.epsilon];
        let largest = self.amsgrad.then_some(largest);
        T::adam(isa, AdamStep { weights, gradients, moments: [m, v], largest, rates });
    }
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
            assert_eq!((m, v), ([0.0; 19], [LEAST_V; 19]));
        }
    }

    const LEAST_V: f32 = 1.0 / (1_u128 << 100) as f32;

    #[test]
    fn a_gradient_without_a_square_moves_weights() {
        use crate::kernels::Isa;
        use crate::optimizers::{Optimizer, Update};
        for isa in Isa::available() {
            for (gradient, v_after) in [(1e-20_f32, LEAST_V), (1e-12, 1e-27), (-1e-20, LEAST_V)] {
                let (mut w, mut m, mut v) = ([0.0_f32; 19], [0.0; 19], [0.0; 19]);
                let slots = [&mut m[..], &mut v[..], &mut [], &mut []];
                let (weights, gradients) = (&mut w[..], &[gradient; 19][..]);
                Adam::new(0.1).update(Update { step: 1, isa, weights, gradients, slots });
                // α = η·√0.001 / 0.1, over √v + ε.
                let v_after = f64::from(v_after);
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
