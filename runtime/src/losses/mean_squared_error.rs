//! The mean of squared differences.

use super::{Rows, precompile_loss};
use crate::scalar::Scalar;

/// The mean of squared differences, `l = Σⱼ (pⱼ − yⱼ)² / n`, after
/// [Keras's `MeanSquaredError`](https://keras.io/api/losses/regression_losses/#meansquarederror-class).
///
/// # Gradient
/// `2·(pⱼ − yⱼ) / n`.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct MeanSquaredError {}

impl MeanSquaredError {
    /// `MeanSquaredError()`.
    #[inline]
    #[must_use]
    pub const fn new() -> Self {
        Self {}
    }

    fn evaluate<T: Scalar>(_: Self, rows: Rows<'_, T, T>) -> f64 {
        let n = T::from_f64(rows.last as f64);
        let two = T::from_f64(2.0);
        rows.sum(|row| {
            let factor = two * row.factor / n;
            for (d, (p, y)) in row.d_y_pred.iter_mut().zip(row.y_pred.iter().zip(row.y_true)) {
                *d = (*p - *y) * factor;
            }
            row.y_pred.iter().zip(row.y_true).map(|(p, y)| (*p - *y) * (*p - *y)).sum::<T>() / n
        })
    }
}

precompile_loss!(MeanSquaredError, Values, AnyActivation);

#[cfg(test)]
mod tests {
    use super::*;
    use crate::losses::test::{check_gradient, run};

    #[test]
    fn by_hand() {
        let (loss, d) = run(&MeanSquaredError::new(), &[0.0, 1.0, 2.0, -1.0], &[0.5, 1.0, 0.0, -1.5], 2, &[]);
        assert_eq!(loss, 1.125);
        assert_eq!(d, [0.25, 0.0, -1.0, -0.25]);
    }

    #[test]
    fn gradient_is_the_difference_quotient() {
        check_gradient(
            &MeanSquaredError::new(),
            &[0.0, 1.0, 2.0, -1.0],
            &[0.5, 1.2, 0.0, -1.5],
            2,
            &[0.7, 2.0],
        );
    }
}
