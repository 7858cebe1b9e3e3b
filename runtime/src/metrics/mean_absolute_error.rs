//! The mean of absolute differences, as a metric.

use super::{Mean, mean_metric};
use crate::scalar::Scalar;

/// The mean of absolute differences, after
/// [Keras's `MeanAbsoluteError`](https://keras.io/api/metrics/regression_metrics/#meanabsoluteerror-class)
/// metric.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct MeanAbsoluteError {
    name: &'static str,
    mean: Mean,
}

impl MeanAbsoluteError {
    /// `MeanAbsoluteError()`.
    #[inline]
    #[must_use]
    pub const fn new() -> Self {
        Self { name: "mean_absolute_error", mean: Mean::new() }
    }

    fn rows<T: Scalar>(&mut self, y_true: &[T], y_pred: &[T], last: usize) {
        for (y, p) in y_true.chunks_exact(last.max(1)).zip(y_pred.chunks_exact(last.max(1))) {
            let sum: T = y.iter().zip(p).map(|(y, p)| (*p - *y).abs()).sum();
            self.mean.add(sum.to_f64() / last as f64);
        }
    }
}

mean_metric!(MeanAbsoluteError, Values);

#[cfg(test)]
mod tests {
    use super::*;
    use crate::metrics::{Measure, Metric};

    #[test]
    fn by_hand() {
        let mut metric = MeanAbsoluteError::new();
        metric.update(&[1.0_f32, 2.0], &[1.5_f32, 0.0], 1);
        metric.update(&[0.0_f32], &[1.0_f32], 1);
        assert_eq!(metric.result(), (0.5 + 2.0 + 1.0) / 3.0);
    }
}
