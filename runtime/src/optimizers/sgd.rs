//! Gradient descent with momentum.

use super::{Clip, Update, decay, optimizer};
use crate::scalar::Scalar;

/// Gradient descent with momentum, after [Keras's `SGD`](https://keras.io/api/optimizers/sgd/).
///
/// With the gradient `g`, the learning rate `η` and the momentum `μ`: `w ← w − η·g` without
/// momentum; with it `v ← μ·v − η·g` and `w ← w + v`, or with `nesterov` `w ← w + μ·v − η·g`. A
/// subnormal `v` becomes 0.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SGD {
    learning_rate: f64,
    momentum: f64,
    nesterov: bool,
    weight_decay: f64,
    clip: Clip,
}

impl SGD {
    const LEARNING_RATE: f64 = 0.01;

    /// `SGD(learning_rate)`. Keras's default is 0.01.
    #[inline]
    #[must_use]
    pub const fn new(learning_rate: f64) -> Self {
        Self { learning_rate, momentum: 0.0, nesterov: false, weight_decay: 0.0, clip: Clip::None }
    }

    /// Sets `momentum` (default 0).
    #[inline]
    #[must_use]
    pub const fn momentum(mut self, momentum: f64) -> Self {
        self.momentum = momentum;
        self
    }

    /// Sets `nesterov` (default false): looks ahead along the momentum (Nesterov 1983).
    #[inline]
    #[must_use]
    pub const fn nesterov(mut self, nesterov: bool) -> Self {
        self.nesterov = nesterov;
        self
    }

    fn slot_count(self) -> usize {
        usize::from(self.momentum != 0.0)
    }

    #[inline(always)]
    fn apply<T: Scalar>(self, update: Update<'_, T>) {
        decay(update.weights, self.weight_decay, self.learning_rate);
        let rates = [self.learning_rate, self.momentum].map(T::from_f64);
        let [velocity, ..] = update.slots;
        if self.momentum == 0.0 {
            descend(rates, update.weights, update.gradients);
        } else if self.nesterov {
            descend_with_momentum::<T, true>(rates, update.weights, update.gradients, velocity);
        } else {
            descend_with_momentum::<T, false>(rates, update.weights, update.gradients, velocity);
        }
    }
}

#[inline(always)]
fn descend<T: Scalar>([rate, _]: [T; 2], weights: &mut [T], gradients: &[T]) {
    for (w, g) in weights.iter_mut().zip(gradients) {
        *w -= rate * *g;
    }
}

#[inline(always)]
fn descend_with_momentum<T: Scalar, const NESTEROV: bool>(
    [rate, momentum]: [T; 2],
    weights: &mut [T],
    gradients: &[T],
    velocity: &mut [T],
) {
    for ((w, g), v) in weights.iter_mut().zip(gradients).zip(velocity) {
        // All reads come first, see `Adam`.
        let (old_w, g, old_v) = (*w, *g, *v);
        let new_v = (momentum * old_v - rate * g).flushed();
        let step = if NESTEROV { momentum * new_v - rate * g } else { new_v };
        (*w, *v) = (old_w + step, new_v);
    }
}

optimizer!(SGD);

#[cfg(test)]
mod tests {
    use super::*;
    use crate::optimizers::test::trajectory;

    #[test]
    fn by_hand() {
        assert_eq!(trajectory(&SGD::new(0.5), &[1.0, -1.0]), [0.5, 1.0]);
        assert_eq!(trajectory(&SGD::new(0.5).momentum(0.5), &[1.0, 0.0, 0.0]), [0.5, 0.25, 0.125]);
        // v = −0.5, w = 1 − 0.25 − 0.5; then v = −0.25, w = 0.25 − 0.125.
        assert_eq!(trajectory(&SGD::new(0.5).momentum(0.5).nesterov(true), &[1.0, 0.0]), [0.25, 0.125]);
        assert_eq!(trajectory(&SGD::new(0.5).weight_decay(0.5), &[1.0]), [0.25]);
    }
}
