//! The crossentropy of yes and no.

use super::{EPSILON, Row, Rows, precompile_loss};
use crate::activations::Activation;
use crate::kernels::Isa;
use crate::scalar::Scalar;

/// The crossentropy of independent probabilities with labels of 0 and 1,
/// `l = −Σⱼ (yⱼ·ln pⱼ + (1 − yⱼ)·ln(1 − pⱼ)) / n`, after
/// [Keras's `BinaryCrossentropy`](https://keras.io/api/losses/probabilistic_losses/#binarycrossentropy-class).
///
/// Probabilities are clipped to `[10⁻⁷, 1 − 10⁻⁷]`, as Keras does. While a network that ends in
/// `sigmoid` is trained, the loss is computed from the values before it instead:
/// `l = Σⱼ (max(zⱼ, 0) − zⱼ·yⱼ + ln(1 + e^−|zⱼ|)) / n`, which nothing can saturate. The same with
/// [`from_logits`](Self::from_logits) for a network without the `sigmoid`.
///
/// # Gradient
/// From logits `(sigmoid(zⱼ) − yⱼ) / n`; from probabilities `(pⱼ − yⱼ) / (pⱼ·(1 − pⱼ)·n)`, and 0
/// where `pⱼ` is clipped.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct BinaryCrossentropy {
    from_logits: bool,
    label_smoothing: f64,
}

impl BinaryCrossentropy {
    /// `BinaryCrossentropy()`, from probabilities.
    #[inline]
    #[must_use]
    pub const fn new() -> Self {
        Self { from_logits: false, label_smoothing: 0.0 }
    }

    /// Sets `from_logits` (default false): the predictions are values before a `sigmoid`.
    #[inline]
    #[must_use]
    pub const fn from_logits(mut self, from_logits: bool) -> Self {
        self.from_logits = from_logits;
        self
    }

    /// Sets `label_smoothing` (default 0): a label `y` counts as `y·(1 − smoothing) + smoothing / 2`.
    #[inline]
    #[must_use]
    pub const fn label_smoothing(mut self, label_smoothing: f64) -> Self {
        self.label_smoothing = label_smoothing;
        self
    }

    fn takes_over(self, activation: Activation) -> bool {
        !self.from_logits && activation == Activation::Sigmoid
    }

    fn evaluate<T: Scalar>(self, rows: Rows<'_, T, T>) -> f64 {
        let n = T::from_f64(rows.last as f64);
        let keep = T::from_f64(1.0 - self.label_smoothing);
        let shift = T::from_f64(0.5 * self.label_smoothing);
        let smooth = |y: T| y * keep + shift;
        if rows.fused || self.from_logits {
            from_logits(rows, smooth, n)
        } else {
            rows.sum(|mut row| from_probabilities(&mut row, smooth, n))
        }
    }
}

fn from_logits<T: Scalar>(mut rows: Rows<'_, T, T>, smooth: impl Fn(T) -> T, n: T) -> f64 {
    let isa = Isa::detect();
    let is_wanted = !rows.d_y_pred.is_empty();
    if is_wanted {
        // The gradient's place holds the logarithms first.
        rows.d_y_pred.iter_mut().zip(&*rows.y_pred).for_each(|(d, z)| *d = -z.abs());
        T::apply_softplus(isa, rows.d_y_pred);
    }
    let sum = rows.lend().sum(|row| {
        let mut loss = T::ZERO;
        for (index, (z, y)) in row.y_pred.iter().zip(row.y_true).enumerate() {
            // e^−|z| cannot overflow.
            let logarithm = row.d_y_pred.get(index).map_or_else(|| (-z.abs()).exp().ln_1p(), |d| *d);
            loss += z.larger(T::ZERO) - *z * smooth(*y) + logarithm;
        }
        loss / n
    });
    if rows.fused {
        T::apply_sigmoid(isa, rows.y_pred);
    }
    if is_wanted {
        rows.d_y_pred.copy_from_slice(rows.y_pred);
        if !rows.fused {
            T::apply_sigmoid(isa, rows.d_y_pred);
        }
        rows.each(|row, _| {
            for (d, y) in row.d_y_pred.iter_mut().zip(row.y_true) {
                *d = (*d - smooth(*y)) * (row.factor / n);
            }
        });
    }
    sum
}

fn from_probabilities<T: Scalar>(row: &mut Row<'_, T, T>, smooth: impl Fn(T) -> T, n: T) -> T {
    let (low, high) = (T::from_f64(EPSILON), T::from_f64(1.0 - EPSILON));
    let factor = row.factor / n;
    let mut loss = T::ZERO;
    for (index, (p, y)) in row.y_pred.iter().zip(row.y_true).enumerate() {
        let y = smooth(*y);
        let inside = *p >= low && *p <= high;
        // NaN stays NaN: both comparisons are false for it.
        let p = if *p < low { low } else { *p };
        let p = if p > high { high } else { p };
        loss -= y * p.ln() + (T::ONE - y) * (T::ONE - p).ln();
        if let Some(d) = row.d_y_pred.get_mut(index) {
            *d = if inside { (p - y) / (p * (T::ONE - p)) * factor } else { T::ZERO };
        }
    }
    loss / n
}

precompile_loss!(BinaryCrossentropy, Values, Probabilities, {
    fn fuses(&self, activation: Activation) -> bool {
        self.takes_over(activation)
    }
});

#[cfg(test)]
mod tests {
    use super::*;
    use crate::losses::Loss;
    use crate::losses::test::{check_gradient, run, run_fused};

    #[test]
    fn by_hand() {
        let (loss, d) = run(&BinaryCrossentropy::new(), &[1.0, 0.0], &[0.8, 0.5], 1, &[]);
        assert!((loss - (-(0.8_f64.ln()) - 0.5_f64.ln()) / 2.0).abs() < 1e-15);
        assert!((d[0] + 0.5 / 0.8).abs() < 1e-15 && (d[1] - 0.5 / 0.5).abs() < 1e-15);
    }

    #[test]
    fn clipped_probabilities_cost_what_keras_says_and_have_no_gradient() {
        let (loss, d) = run(&BinaryCrossentropy::new(), &[1.0, 0.0], &[0.0, 0.5], 1, &[]);
        assert!((2.0 * loss - 16.118_095_650_958_32 - 2.0_f64.ln()).abs() < 1e-12);
        assert_eq!(d[0], 0.0);
    }

    #[test]
    fn fused_is_the_same_and_leaves_probabilities() {
        let loss = BinaryCrossentropy::new().label_smoothing(0.1);
        let (y, z) = ([1.0, 0.0, 1.0], [2.0, -0.5, -3.0]);
        let p = z.map(|z: f64| 1.0 / (1.0 + (-z).exp()));
        let (fused, d, left) = run_fused(&loss, &y, &z, 1);
        let (apart, d_p) = run(&loss, &y, &p, 1, &[]);
        assert!((fused - apart).abs() < 1e-15);
        for index in 0..3 {
            assert!((left[index] - p[index]).abs() < 1e-15);
            assert!((d[index] - d_p[index] * p[index] * (1.0 - p[index])).abs() < 1e-15);
        }
        assert!(Loss::<f32>::fuses(&loss, Activation::Sigmoid));
        assert!(!Loss::<f32>::fuses(&loss.from_logits(true), Activation::Sigmoid));
    }

    #[test]
    fn huge_logits_stay_exact() {
        let loss = BinaryCrossentropy::new().from_logits(true);
        let (value, d) = run(&loss, &[1.0, 0.0], &[-1000.0, -1000.0], 1, &[]);
        assert_eq!((value, d), (500.0, vec![-0.5, 0.0]));
    }

    #[test]
    fn gradient_is_the_difference_quotient() {
        let y = [1.0, 0.0, 0.3, 1.0];
        check_gradient(&BinaryCrossentropy::new(), &y, &[0.3, 0.4, 0.9, 0.99], 2, &[0.7, 2.0]);
        let logits = BinaryCrossentropy::new().from_logits(true).label_smoothing(0.2);
        check_gradient(&logits, &y, &[0.3, -1.4, 3.0, -8.0], 2, &[0.7, 2.0]);
    }
}
