//! Adaptive moments.

use super::{Clip, Update, decay, optimizer};
use crate::scalar::Scalar;

/// Adaptive moment estimation (Kingma and Ba 2015), after
/// [Keras's `Adam`](https://keras.io/api/optimizers/adam/).
///
/// `m ← m + (g − m)·(1 − β₁)`, `v ← v + (g² − v)·(1 − β₂)`, and in step `t`
/// `w ← w − η·√(1 − β₂ᵗ) / (1 − β₁ᵗ) · m / (√v + ε)`: as in Keras, `ε` is added before the
/// correction of the bias. With `amsgrad` the largest `v` so far takes its place.
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
    #[must_use]
    pub const fn beta_1(mut self, beta_1: f64) -> Self {
        self.beta_1 = beta_1;
        self
    }

    /// Sets `beta_2` (default 0.999): how slowly the mean of squared gradients moves.
    #[must_use]
    pub const fn beta_2(mut self, beta_2: f64) -> Self {
        self.beta_2 = beta_2;
        self
    }

    /// Sets `epsilon` (default 10⁻⁷): keeps the divisor from zero.
    #[must_use]
    pub const fn epsilon(mut self, epsilon: f64) -> Self {
        self.epsilon = epsilon;
        self
    }

    /// Sets `amsgrad` (default false; Reddi et al. 2018).
    #[must_use]
    pub const fn amsgrad(mut self, amsgrad: bool) -> Self {
        self.amsgrad = amsgrad;
        self
    }

    pub(super) const fn slot_count(self) -> usize {
        if self.amsgrad { 3 } else { 2 }
    }

    pub(super) fn apply<T: Scalar>(self, update: Update<'_, T>) {
        decay(update.weights, self.weight_decay, self.learning_rate);
        let power = |beta: f64| 1.0 - libm::pow(beta, update.step as f64);
        let alpha = T::from_f64(self.learning_rate * power(self.beta_2).sqrt() / power(self.beta_1));
        let (rest_1, rest_2) = (T::from_f64(1.0 - self.beta_1), T::from_f64(1.0 - self.beta_2));
        let epsilon = T::from_f64(self.epsilon);
        let [m, v, largest, _] = update.slots;
        let steps = update.weights.iter_mut().zip(update.gradients).zip(m).zip(v);
        if self.amsgrad {
            for ((((w, g), m), v), largest) in steps.zip(largest) {
                *m += (*g - *m) * rest_1;
                *v += (*g * *g - *v) * rest_2;
                *largest = largest.larger(*v);
                *w -= *m * alpha / (largest.sqrt() + epsilon);
            }
        } else {
            for (((w, g), m), v) in steps {
                *m += (*g - *m) * rest_1;
                *v += (*g * *g - *v) * rest_2;
                *w -= *m * alpha / (v.sqrt() + epsilon);
            }
        }
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
    fn amsgrad_remembers_the_largest() {
        let gradients = [4.0, 0.0, 0.0];
        let (plain, ams) = (Adam::new(0.1).beta_2(0.5), Adam::new(0.1).beta_2(0.5).amsgrad(true));
        let (plain, ams) = (trajectory(&plain, &gradients), trajectory(&ams, &gradients));
        assert_eq!(plain[0], ams[0]);
        // The same moment over a √v that has halved once: √2 times the way.
        assert!(((plain[1] - plain[0]) / (ams[1] - ams[0]) - 2.0_f64.sqrt()).abs() < 1e-6);
    }
}
