//! Adam with weight decay.

use super::{Adam, Update, optimizer};
use crate::scalar::Scalar;

/// [`Adam`] with decoupled weight decay (Loshchilov and Hutter 2019), after
/// [Keras's `AdamW`](https://keras.io/api/optimizers/adamw/): before every step
/// `w ← w − w·weight_decay·η`, with a default `weight_decay` of 0.004.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct AdamW {
    adam: Adam,
}

impl AdamW {
    const LEARNING_RATE: f64 = Adam::LEARNING_RATE;

    /// `AdamW(learning_rate)`. Keras's default is 0.001.
    #[inline]
    #[must_use]
    pub const fn new(learning_rate: f64) -> Self {
        Self { adam: Adam::new(learning_rate).weight_decay(0.004) }
    }

    /// Sets `beta_1` (default 0.9): how slowly the mean of gradients moves.
    #[inline]
    #[must_use]
    pub const fn beta_1(mut self, beta_1: f64) -> Self {
        self.adam = self.adam.beta_1(beta_1);
        self
    }

    /// Sets `beta_2` (default 0.999): how slowly the mean of squared gradients moves.
    #[inline]
    #[must_use]
    pub const fn beta_2(mut self, beta_2: f64) -> Self {
        self.adam = self.adam.beta_2(beta_2);
        self
    }

    /// Sets `epsilon` (default 10⁻⁷): keeps the divisor from zero.
    #[inline]
    #[must_use]
    pub const fn epsilon(mut self, epsilon: f64) -> Self {
        self.adam = self.adam.epsilon(epsilon);
        self
    }

    /// Sets `amsgrad` (default false; Reddi et al. 2018).
    #[inline]
    #[must_use]
    pub const fn amsgrad(mut self, amsgrad: bool) -> Self {
        self.adam = self.adam.amsgrad(amsgrad);
        self
    }

    #[inline]
    const fn slot_count(self) -> usize {
        self.adam.slot_count()
    }

    #[inline(always)]
    fn apply<T: Scalar>(self, update: Update<'_, T>) {
        self.adam.apply(update);
    }
}

optimizer!(AdamW, adam);

#[cfg(test)]
mod tests {
    use super::*;
    use crate::optimizers::test::trajectory;

    #[test]
    fn decays_before_the_step() {
        let (plain, decayed) = (Adam::new(0.1), AdamW::new(0.1).weight_decay(0.5));
        let (plain, decayed) = (trajectory(&plain, &[3.0])[0], trajectory(&decayed, &[3.0])[0]);
        assert!((plain - decayed - 0.05).abs() < 1e-12);
        assert_eq!(trajectory(&AdamW::default(), &[0.0]), [1.0 - 0.004 * 0.001]);
    }
}
