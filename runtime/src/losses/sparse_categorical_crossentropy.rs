//! The crossentropy of a distribution over classes with labels as indices.

use super::{Rows, precompile_loss, softmax};
use crate::activations::Activation;
use crate::scalar::Scalar;

/// The crossentropy of a distribution over classes with the right class's index as label,
/// `l = −ln p_y`, after
/// [Keras's `SparseCategoricalCrossentropy`](https://keras.io/api/losses/probabilistic_losses/#sparsecategoricalcrossentropy-class).
///
/// Computed as [`CategoricalCrossentropy`](super::CategoricalCrossentropy): clipped from
/// probabilities, and from the values before the `softmax` while a network that ends in one is
/// trained.
///
/// # Gradient
/// From logits `softmax(z)ⱼ − [j = y]`. From probabilities, with `s` their sum:
/// `1 / s − [j = y] / pⱼ`, and 0 where `p_y` is clipped.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct SparseCategoricalCrossentropy {
    from_logits: bool,
    ignore_class: Option<usize>,
}

impl SparseCategoricalCrossentropy {
    /// `SparseCategoricalCrossentropy()`, from probabilities.
    #[inline]
    #[must_use]
    pub const fn new() -> Self {
        Self { from_logits: false, ignore_class: None }
    }

    /// Sets `from_logits` (default false): the predictions are values before a `softmax`.
    #[inline]
    #[must_use]
    pub const fn from_logits(mut self, from_logits: bool) -> Self {
        self.from_logits = from_logits;
        self
    }

    /// Sets `ignore_class` (default none): rows with this label take no part in the mean. It may
    /// lie outside the classes, such as 255 for "no label".
    #[inline]
    #[must_use]
    pub const fn ignore_class(mut self, class: usize) -> Self {
        self.ignore_class = Some(class);
        self
    }

    fn takes_over(self, activation: Activation) -> bool {
        !self.from_logits && activation == Activation::Softmax
    }

    fn evaluate<T: Scalar>(self, rows: Rows<'_, T, usize>) -> f64 {
        let logits = rows.fused || self.from_logits;
        // An ignored row is still activated where the loss is fused.
        let target = |y_true: &[usize], index: usize| {
            let class = y_true.first().copied().unwrap_or(0);
            if index == class && Some(class) != self.ignore_class { T::ONE } else { T::ZERO }
        };
        if logits {
            return softmax::rows_from_logits(rows, target);
        }
        rows.sum(|row| {
            let target = |index| target(row.y_true, index);
            softmax::from_probabilities(row.y_pred, row.d_y_pred, target, row.factor)
        })
    }
}

precompile_loss!(SparseCategoricalCrossentropy, Classes, Probabilities, {
    fn fuses(&self, activation: Activation) -> bool {
        self.takes_over(activation)
    }

    fn ignored(&self) -> Option<usize> {
        self.ignore_class
    }
});

#[cfg(test)]
mod tests {
    use super::*;
    use crate::losses::CategoricalCrossentropy;
    use crate::losses::test::{check_gradient, run, run_fused};

    #[test]
    fn equals_the_crossentropy_with_one_hot_labels() {
        let p = [0.2, 0.5, 0.9, 0.1, 0.4, 0.3];
        let one_hot = [0.0, 0.0, 1.0, 1.0, 0.0, 0.0];
        for logits in [false, true] {
            let sparse = SparseCategoricalCrossentropy::new().from_logits(logits);
            let dense = CategoricalCrossentropy::new().from_logits(logits);
            assert_eq!(run(&sparse, &[2, 0], &p, 3, &[0.5, 2.0]), run(&dense, &one_hot, &p, 3, &[0.5, 2.0]));
        }
    }

    #[test]
    fn an_ignored_class_costs_nothing() {
        let loss = SparseCategoricalCrossentropy::new().ignore_class(255);
        let (value, d, p) = run_fused(&loss, &[255, 1], &[1.0, 3.0, 0.0, 0.0], 2);
        assert!((value - 2.0_f64.ln()).abs() < 1e-15);
        assert_eq!(d, [0.0, 0.0, 0.5, -0.5]);
        assert!((p[0] + p[1] - 1.0).abs() < 1e-15);
    }

    #[test]
    fn gradient_is_the_difference_quotient() {
        let p = [0.2, 0.5, 0.9, 0.1, 0.4, 0.3];
        check_gradient(&SparseCategoricalCrossentropy::new(), &[2, 0], &p, 3, &[0.7, 2.0]);
        check_gradient(&SparseCategoricalCrossentropy::new().from_logits(true), &[2, 0], &p, 3, &[0.7, 2.0]);
    }
}
