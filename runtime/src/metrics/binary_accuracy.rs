//! How often yes and no are right.

use super::{Mean, mean_metric};
use crate::scalar::Scalar;

/// How often a probability lies on its label's side of a threshold, after
/// [Keras's `BinaryAccuracy`](https://keras.io/api/metrics/accuracy_metrics/#binaryaccuracy-class).
/// A row counts by the share of its elements that do.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct BinaryAccuracy {
    threshold: f64,
    name: &'static str,
    mean: Mean,
}

impl BinaryAccuracy {
    /// `BinaryAccuracy()`.
    #[inline]
    #[must_use]
    pub const fn new() -> Self {
        Self { threshold: 0.5, name: "binary_accuracy", mean: Mean::new() }
    }

    /// Sets `threshold` (default 0.5): a prediction above it says 1.
    #[inline]
    #[must_use]
    pub const fn threshold(mut self, threshold: f64) -> Self {
        self.threshold = threshold;
        self
    }

    fn rows<T: Scalar>(&mut self, y_true: &[T], y_pred: &[T], last: usize) {
        let threshold = T::from_f64(self.threshold);
        for (y, p) in y_true.chunks_exact(last.max(1)).zip(y_pred.chunks_exact(last.max(1))) {
            let right =
                y.iter().zip(p).filter(|(y, p)| **y == if **p > threshold { T::ONE } else { T::ZERO });
            self.mean.add(right.count() as f64 / last as f64);
        }
    }
}

mean_metric!(BinaryAccuracy, Values);

#[cfg(test)]
mod tests {
    use super::*;
    use crate::metrics::{Measure, Metric};

    #[test]
    fn counts_the_right_side() {
        let mut metric = BinaryAccuracy::new();
        metric.update(&[1.0_f32, 0.0, 1.0], &[0.6_f32, 0.4, 0.5], 1);
        assert_eq!(metric.result(), 2.0 / 3.0);
        metric.update(&[0.0_f32, 0.0], &[0.1_f32, 0.9], 2);
        assert_eq!(metric.result(), 2.5 / 4.0);
        metric.reset();
        assert_eq!(metric.result(), 0.0);
        let mut strict = BinaryAccuracy::new().threshold(0.7).name("strict");
        strict.update(&[1.0_f64, 0.0], &[0.6_f64, 0.6], 1);
        assert_eq!((Measure::name(&strict), strict.result()), ("strict", 0.5));
    }
}
