//! How often the largest probability is the label's class.

use super::{Mean, mean_metric};
use crate::losses::largest;
use crate::scalar::Scalar;

/// How often the largest prediction of a row stands at the label's index, after
/// [Keras's `SparseCategoricalAccuracy`](https://keras.io/api/metrics/accuracy_metrics/#sparsecategoricalaccuracy-class).
/// Of equal predictions the first counts as the largest.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SparseCategoricalAccuracy {
    name: &'static str,
    mean: Mean,
}

impl SparseCategoricalAccuracy {
    /// `SparseCategoricalAccuracy()`.
    #[inline]
    #[must_use]
    pub const fn new() -> Self {
        Self { name: "sparse_categorical_accuracy", mean: Mean::new() }
    }

    fn rows<T: Scalar>(&mut self, y_true: &[usize], y_pred: &[T], last: usize) {
        for (y, p) in y_true.iter().zip(y_pred.chunks_exact(last.max(1))) {
            self.mean.add(f64::from(*y == largest(p)));
        }
    }
}

mean_metric!(SparseCategoricalAccuracy, Classes);

#[cfg(test)]
mod tests {
    use super::*;
    use crate::metrics::{Measure, Metric};

    #[test]
    fn compares_the_index() {
        let mut metric = SparseCategoricalAccuracy::new();
        metric.update(&[1, 0, 2], &[0.2_f32, 0.7, 0.1, 0.3, 0.3, 0.4, 0.0, 0.0, 0.1], 3);
        assert_eq!(metric.result(), 2.0 / 3.0);
    }
}
