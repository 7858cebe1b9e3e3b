//! How often the largest probability is the label's.

use super::{Mean, mean_metric};
use crate::losses::largest;
use crate::scalar::Scalar;

/// How often the largest prediction of a row stands where the largest value of its label does,
/// after [Keras's `CategoricalAccuracy`](https://keras.io/api/metrics/accuracy_metrics/#categoricalaccuracy-class).
/// Of equal values the first counts as the largest.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct CategoricalAccuracy {
    name: &'static str,
    mean: Mean,
}

impl CategoricalAccuracy {
    /// `CategoricalAccuracy()`.
    #[inline]
    #[must_use]
    pub const fn new() -> Self {
        Self { name: "categorical_accuracy", mean: Mean::new() }
    }

    fn rows<T: Scalar>(&mut self, y_true: &[T], y_pred: &[T], last: usize) {
        for (y, p) in y_true.chunks_exact(last.max(1)).zip(y_pred.chunks_exact(last.max(1))) {
            self.mean.add(f64::from(largest(y) == largest(p)));
        }
    }
}

mean_metric!(CategoricalAccuracy, Values);

#[cfg(test)]
mod tests {
    use super::*;
    use crate::metrics::{Measure, Metric};

    #[test]
    fn compares_the_largest() {
        let mut metric = CategoricalAccuracy::new();
        metric.update(&[0.0_f32, 1.0, 0.0, 1.0, 0.0, 0.0], &[0.2_f32, 0.7, 0.1, 0.3, 0.3, 0.4], 3);
        assert_eq!(metric.result(), 0.5);
    }
}
