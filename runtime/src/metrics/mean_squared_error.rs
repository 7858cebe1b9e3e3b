//! The mean of squared differences, as a metric.

use super::{Mean, mean_metric};
use crate::scalar::Scalar;

/// The mean of squared differences, after
/// [Keras's `MeanSquaredError`](https://keras.io/api/metrics/regression_metrics/#meansquarederror-class)
/// metric.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct MeanSquaredError {
    name: &'static str,
    mean: Mean,
}

impl MeanSquaredError {
    /// `MeanSquaredError()`.
    #[inline]
    #[must_use]
    pub const fn new() -> Self {
        Self { name: "mean_squared_error", mean: Mean::new() }
    }

    fn rows<T: Scalar>(&mut self, y_true: &[T], y_pred: &[T], last: usize) {
        for (y, p) in y_true.chunks_exact(last.max(1)).zip(y_pred.chunks_exact(last.max(1))) {
            let sum: T = y.iter().zip(p).map(|(y, p)| (*p - *y) * (*p - *y)).sum();
            self.mean.add(sum.to_f64() / last as f64);
        }
    }
}

mean_metric!(MeanSquaredError, Values);

#[cfg(test)]
mod tests {
    use super::*;
    use crate::metrics::{Measure, Metric};

    #[test]
    fn by_hand() {
        let mut metric = MeanSquaredError::new();
        metric.update(&[1.0_f32, 2.0], &[1.5_f32, 0.0], 1);
        metric.update(&[0.0_f32], &[1.0_f32], 1);
        assert_eq!(metric.result(), (0.25 + 4.0 + 1.0) / 3.0);
    }
}
