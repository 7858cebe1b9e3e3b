//! Gradients over their root mean square.

use super::{Clip, Update, decay, optimizer};
use crate::scalar::Scalar;

/// Gradients divided by their root mean square (Hinton 2012), after
/// [Keras's `RMSprop`](https://keras.io/api/optimizers/rmsprop/).
///
/// `v ← ρ·v + (1 − ρ)·g²` and `w ← w − η·g / √(v + ε)`. With `centered`, `a ← ρ·a + (1 − ρ)·g` and
/// `v − a²` takes `v`'s place in the divisor; with a momentum `μ`, `d ← μ·d + η·g / √(..)` and
/// `w ← w − d`.
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
    #[must_use]
    pub const fn rho(mut self, rho: f64) -> Self {
        self.rho = rho;
        self
    }

    /// Sets `momentum` (default 0).
    #[must_use]
    pub const fn momentum(mut self, momentum: f64) -> Self {
        self.momentum = momentum;
        self
    }

    /// Sets `epsilon` (default 10⁻⁷): keeps the divisor from zero.
    #[must_use]
    pub const fn epsilon(mut self, epsilon: f64) -> Self {
        self.epsilon = epsilon;
        self
    }

    /// Sets `centered` (default false): divides by the estimated deviation instead.
    #[must_use]
    pub const fn centered(mut self, centered: bool) -> Self {
        self.centered = centered;
        self
    }

    fn slot_count(self) -> usize {
        1 + usize::from(self.momentum != 0.0) + usize::from(self.centered)
    }

    fn apply<T: Scalar>(self, update: Update<'_, T>) {
        decay(update.weights, self.weight_decay, self.learning_rate);
        let rate = T::from_f64(self.learning_rate);
        let (rho, rest) = (T::from_f64(self.rho), T::from_f64(1.0 - self.rho));
        let (momentum, epsilon) = (T::from_f64(self.momentum), T::from_f64(self.epsilon));
        let [velocity, second, third, _] = update.slots;
        let steps = update.weights.iter_mut().zip(update.gradients).zip(velocity);
        match (self.centered, self.momentum != 0.0) {
            (false, false) => {
                for ((w, g), v) in steps {
                    *v = rho * *v + rest * *g * *g;
                    *w -= rate * *g / (*v + epsilon).sqrt();
                }
            }
            (false, true) => {
                for (((w, g), v), d) in steps.zip(second) {
                    *v = rho * *v + rest * *g * *g;
                    *d = momentum * *d + rate * *g / (*v + epsilon).sqrt();
                    *w -= *d;
                }
            }
            (true, false) => {
                for (((w, g), v), a) in steps.zip(second) {
                    *v = rho * *v + rest * *g * *g;
                    *a = rho * *a + rest * *g;
                    *w -= rate * *g / (*v - *a * *a + epsilon).sqrt();
                }
            }
            (true, true) => {
                for ((((w, g), v), d), a) in steps.zip(second).zip(third) {
                    *v = rho * *v + rest * *g * *g;
                    *a = rho * *a + rest * *g;
                    *d = momentum * *d + rate * *g / (*v - *a * *a + epsilon).sqrt();
                    *w -= *d;
                }
            }
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
