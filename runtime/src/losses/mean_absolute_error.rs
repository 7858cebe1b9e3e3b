//! The mean of absolute differences.

use super::{Rows, precompile_loss};
use crate::scalar::Scalar;

/// The mean of absolute differences, `l = Σⱼ |pⱼ − yⱼ| / n`, after
/// [Keras's `MeanAbsoluteError`](https://keras.io/api/losses/regression_losses/#meanabsoluteerror-class).
///
/// # Gradient
/// `sign(pⱼ − yⱼ) / n`, and 0 where they are equal.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct MeanAbsoluteError {}

impl MeanAbsoluteError {
    /// `MeanAbsoluteError()`.
    #[inline]
    #[must_use]
    pub const fn new() -> Self {
        Self {}
    }

    fn evaluate<T: Scalar>(_: Self, rows: Rows<'_, T, T>) -> f64 {
        let n = T::from_f64(rows.last as f64);
        rows.sum(|row| {
            let factor = row.factor / n;
            for (d, (p, y)) in row.d_y_pred.iter_mut().zip(row.y_pred.iter().zip(row.y_true)) {
                let difference = *p - *y;
                *d = if difference > T::ZERO {
                    factor
                } else if difference < T::ZERO {
                    -factor
                } else {
                    // Zero for equal values, and NaN for NaN.
                    difference
                };
            }
            row.y_pred.iter().zip(row.y_true).map(|(p, y)| (*p - *y).abs()).sum::<T>() / n
        })
    }
}

precompile_loss!(MeanAbsoluteError, Values, AnyActivation);

#[cfg(test)]
mod tests {
    use super::*;
    use crate::losses::test::{check_gradient, run};

    #[test]
    fn by_hand() {
        let (loss, d) =
            run(&MeanAbsoluteError::new(), &[0.0, 1.0, 2.0, -1.0], &[0.5, 1.0, 0.0, -1.5], 2, &[]);
        assert_eq!(loss, 0.75);
        assert_eq!(d, [0.25, 0.0, -0.25, -0.25]);
    }

    #[test]
    fn gradient_is_the_difference_quotient() {
        check_gradient(
            &MeanAbsoluteError::new(),
            &[0.0, 1.0, 2.0, -1.0],
            &[0.5, 1.2, 0.0, -1.5],
            2,
            &[0.7, 2.0],
        );
    }
}
