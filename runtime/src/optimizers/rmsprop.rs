//! Gradients over their root mean square.

use super::{Clip, Update, decay, optimizer};
use crate::scalar::Scalar;

/// Gradients divided by their root mean square (Hinton 2012), after
/// [Keras's `RMSprop`](https://keras.io/api/optimizers/rmsprop/).
///
/// `v ← ρ·v + (1 − ρ)·g²` and `w ← w − η·g / √(v + ε)`. With `centered`, `a ← ρ·a + (1 − ρ)·g` and
/// `v − a²` takes `v`'s place in the divisor; with a momentum `μ`, `d ← μ·d + η·g / √(..)` and
/// `w ← w − d`. What is remembered becomes 0 where it is subnormal.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct RMSprop {
    learning_rate: f64,
    rho: f64,
    momentum: f64,
    epsilon: f64,
    centered: bool,
    weight_decay: f64,
    clip: Clip,
}

impl RMSprop {
    const LEARNING_RATE: f64 = 0.001;

    /// `RMSprop(learning_rate)`. Keras's default is 0.001.
    #[inline]
    #[must_use]
    pub const fn new(learning_rate: f64) -> Self {
        Self {
            learning_rate,
            rho: 0.9,
            momentum: 0.0,
            epsilon: 1e-7,
            centered: false,
            weight_decay: 0.0,
            clip: Clip::None,
        }
    }

    /// Sets `rho` (default 0.9): how slowly the mean of squared gradients moves.
    #[inline]
    #[must_use]
    pub const fn rho(mut self, rho: f64) -> Self {
        self.rho = rho;
        self
    }

    /// Sets `momentum` (default 0).
    #[inline]
    #[must_use]
    pub const fn momentum(mut self, momentum: f64) -> Self {
        self.momentum = momentum;
        self
    }

    /// Sets `epsilon` (default 10⁻⁷): keeps the divisor from zero.
    #[inline]
    #[must_use]
    pub const fn epsilon(mut self, epsilon: f64) -> Self {
        self.epsilon = epsilon;
        self
    }

    /// Sets `centered` (default false): divides by the estimated deviation instead.
    #[inline]
    #[must_use]
    pub const fn centered(mut self, centered: bool) -> Self {
        self.centered = centered;
        self
    }

    fn slot_count(self) -> usize {
        1 + usize::from(self.momentum != 0.0) + usize::from(self.centered)
    }

    #[inline(always)]
    fn apply<T: Scalar>(self, update: Update<'_, T>) {
        decay(update.weights, self.weight_decay, self.learning_rate);
        let rates =
            [self.learning_rate, self.rho, 1.0 - self.rho, self.momentum, self.epsilon].map(T::from_f64);
        let (w, g, [v, second, third, _]) = (update.weights, update.gradients, update.slots);
        match (self.centered, self.momentum != 0.0) {
            (false, false) => descend::<T, false, false>(rates, w, g, v, &mut [], &mut []),
            (false, true) => descend::<T, false, true>(rates, w, g, v, second, &mut []),
            (true, false) => descend::<T, true, false>(rates, w, g, v, &mut [], second),
            (true, true) => descend::<T, true, true>(rates, w, g, v, second, third),
        }
    }
}

/// The step with and without the slots `d` and `a`.
#[inline(always)]
fn descend<T: Scalar, const CENTERED: bool, const MOMENTUM: bool>(
    [rate, rho, rest, momentum, epsilon]: [T; 5],
    weights: &mut [T],
    gradients: &[T],
    v: &mut [T],
    d: &mut [T],
    a: &mut [T],
) {
    let len = weights.len();
    // As in a step of Adam, see `kernels/adam.rs`.
    let least = (T::MIN_POSITIVE / rest.larger(T::from_f64(1e-9))).sqrt();
    if v.len() < len || MOMENTUM && d.len() < len || CENTERED && a.len() < len {
        return;
    }
    for (index, (w, g)) in weights.iter_mut().zip(gradients).enumerate() {
        // All reads come first, as there.
        let (old_w, g, old_v) = (*w, *g, v[index]);
        let old_a = if CENTERED { a[index] } else { T::ZERO };
        let old_d = if MOMENTUM { d[index] } else { T::ZERO };
        let square = rest * g.unless_below(least) * g;
        let new_v = (rho * old_v + square).flushed();
        let new_a = if CENTERED { (rho * old_a + rest * g).flushed() } else { T::ZERO };
        let variance = if CENTERED { new_v - new_a * new_a } else { new_v };
        let step = rate * g / (variance + epsilon).sqrt();
        let new_d = if MOMENTUM { (momentum * old_d + step).flushed() } else { step };
        (*w, v[index]) = (old_w - new_d, new_v);
        if CENTERED {
            a[index] = new_a;
        }
        if MOMENTUM {
            d[index] = new_d;
        }
    }
}

optimizer!(RMSprop);

#[cfg(test)]
mod tests {
    use super::*;
    use crate::optimizers::test::trajectory;

    #[test]
    fn by_hand() {
        let plain = RMSprop::new(0.1).rho(0.75).epsilon(0.0);
        // v = 0.25·4; then v = 0.75 + 0.25·4.
        let w = trajectory(&plain, &[2.0, 2.0]);
        assert_eq!(w[0], 0.8);
        assert!((w[1] - (0.8 - 0.2 / 1.75_f64.sqrt())).abs() < 1e-15);
        let w = trajectory(&plain.momentum(0.5), &[2.0, 0.0]);
        assert!((w[1] - 0.7).abs() < 1e-15);
        // v − a² = 1 − 0.25.
        let w = trajectory(&plain.centered(true), &[2.0]);
        assert!((w[0] - (1.0 - 0.2 / 0.75_f64.sqrt())).abs() < 1e-15);
        let w = trajectory(&plain.centered(true).momentum(0.5), &[2.0, 0.0]);
        assert!((w[1] - (1.0 - 1.5 * 0.2 / 0.75_f64.sqrt())).abs() < 1e-15);
    }
}
