//! The crossentropy of a distribution over classes with labels as vectors.

use super::{Rows, precompile_loss, softmax};
use crate::activations::Activation;
use crate::scalar::Scalar;

/// The crossentropy of a distribution over classes with one-hot (or any other) distributions as
/// labels, `l = −Σⱼ yⱼ·ln pⱼ`, after
/// [Keras's `CategoricalCrossentropy`](https://keras.io/api/losses/probabilistic_losses/#categoricalcrossentropy-class).
///
/// Predictions are divided by their sum and clipped to `[10⁻⁷, 1 − 10⁻⁷]`, as Keras does. While a
/// network that ends in `softmax` is trained, the loss is computed from the values before it
/// instead, `l = ln Σⱼ e^zⱼ − Σⱼ yⱼ·zⱼ`, which nothing can saturate. The same with
/// [`from_logits`](Self::from_logits) for a network without the `softmax`.
///
/// # Gradient
/// From logits `softmax(z)ⱼ − yⱼ`. From probabilities, with `s` their sum: `(Σᵢ yᵢ − yⱼ·s / pⱼ) / s`,
/// where clipped entries count as 0.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct CategoricalCrossentropy {
    from_logits: bool,
    label_smoothing: f64,
}

impl CategoricalCrossentropy {
    /// `CategoricalCrossentropy()`, from probabilities.
    #[inline]
    #[must_use]
    pub const fn new() -> Self {
        Self { from_logits: false, label_smoothing: 0.0 }
    }

    /// Sets `from_logits` (default false): the predictions are values before a `softmax`.
    #[inline]
    #[must_use]
    pub const fn from_logits(mut self, from_logits: bool) -> Self {
        self.from_logits = from_logits;
        self
    }

    /// Sets `label_smoothing` (default 0): a label `y` counts as `y·(1 − smoothing) + smoothing / classes`.
    #[inline]
    #[must_use]
    pub const fn label_smoothing(mut self, label_smoothing: f64) -> Self {
        self.label_smoothing = label_smoothing;
        self
    }

    fn takes_over(self, activation: Activation) -> bool {
        !self.from_logits && activation == Activation::Softmax
    }

    fn evaluate<T: Scalar>(self, rows: Rows<'_, T, T>) -> f64 {
        let keep = T::from_f64(1.0 - self.label_smoothing);
        let shift = T::from_f64(self.label_smoothing / rows.last.max(1) as f64);
        let target = |y_true: &[T], index: usize| y_true[index] * keep + shift;
        if rows.fused || self.from_logits {
            return softmax::rows_from_logits(rows, target);
        }
        rows.sum(|row| {
            let target = |index| target(row.y_true, index);
            softmax::from_probabilities(row.y_pred, row.d_y_pred, target, row.factor)
        })
    }
}

precompile_loss!(CategoricalCrossentropy, Values, Probabilities, {
    fn fuses(&self, activation: Activation) -> bool {
        self.takes_over(activation)
    }
});

#[cfg(test)]
mod tests {
    use super::*;
    use crate::losses::test::{check_gradient, run, run_fused};

    const Y: [f64; 6] = [0.0, 1.0, 0.0, 0.2, 0.5, 0.3];

    #[test]
    fn by_hand() {
        let (loss, d) = run(&CategoricalCrossentropy::new(), &[0.0, 1.0], &[0.5, 1.5], 2, &[]);
        assert!((loss + 0.75_f64.ln()).abs() < 1e-15);
        assert!((d[0] - 0.5).abs() < 1e-15 && (d[1] - (0.5 - 1.0 / 1.5)).abs() < 1e-15);
    }

    #[test]
    fn clipped_probabilities_have_no_gradient() {
        let (loss, d) = run(&CategoricalCrossentropy::new(), &[1.0, 0.0], &[0.0, 1.0], 2, &[]);
        assert!((loss - 16.118_095_650_958_32).abs() < 1e-12);
        assert_eq!(d, [0.0, 0.0]);
    }

    #[test]
    fn fused_is_the_same_and_leaves_probabilities() {
        let loss = CategoricalCrossentropy::new().label_smoothing(0.1);
        let (value, d, p) = run_fused(&loss, &[0.0, 1.0, 0.0], &[1.0, -2.0, 0.5], 3);
        let (apart, d_p) = run(&loss, &[0.0, 1.0, 0.0], &p, 3, &[]);
        assert!((value - apart).abs() < 1e-15 && (p.iter().sum::<f64>() - 1.0).abs() < 1e-15);
        let dot: f64 = d_p.iter().zip(&p).map(|(d, p)| d * p).sum();
        for index in 0..3 {
            assert!((d[index] - p[index] * (d_p[index] - dot)).abs() < 1e-15);
        }
    }

    #[test]
    fn huge_logits_stay_exact() {
        let loss = CategoricalCrossentropy::new().from_logits(true);
        let (value, d) = run(&loss, &[0.0, 0.0, 1.0], &[1000.0, 0.0, -1000.0], 3, &[]);
        assert_eq!((value, d), (2000.0, vec![1.0, 0.0, -1.0]));
    }

    #[test]
    fn gradient_is_the_difference_quotient() {
        let p = [0.2, 0.5, 0.9, 0.1, 0.4, 0.3];
        check_gradient(&CategoricalCrossentropy::new(), &Y, &p, 3, &[0.7, 2.0]);
        let logits = CategoricalCrossentropy::new().from_logits(true).label_smoothing(0.2);
        check_gradient(&logits, &Y, &[0.3, -1.4, 3.0, -8.0, 0.0, 2.0], 3, &[0.7, 2.0]);
    }
}
