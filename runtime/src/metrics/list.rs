//! Several metrics as one.

use super::{Measure, Metric};
use crate::losses::LabelKind;
use crate::scalar::Scalar;
use crate::training::Wrong;

/// What `compile` takes for its metrics: one [`Metric`], a tuple of up to six, or `()`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` does not go with the labels of this loss",
    label = "no metric beside this loss",
    note = "beside `SparseCategoricalCrossentropy` goes `SparseCategoricalAccuracy`",
    note = "beside the other losses go `BinaryAccuracy`, `CategoricalAccuracy`, `MeanSquaredError` and `MeanAbsoluteError`",
    note = "`compile` takes one metric, a tuple of up to six, or `()`"
)]
pub trait Metrics<T: Scalar, K: LabelKind<T>>: Send {
    /// Forgets all batches.
    fn reset(&mut self);

    /// Takes a batch, see [`Metric::update`].
    fn update(&mut self, y_true: &[K::Element], y_pred: &[T], last: usize);

    /// Shows every metric's name and result, in order.
    fn visit(&self, visitor: &mut dyn FnMut(&'static str, f64));
}

#[diagnostic::do_not_recommend]
impl<T: Scalar, K: LabelKind<T>, M: Measure + Metric<T, K>> Metrics<T, K> for M {
    fn reset(&mut self) {
        Measure::reset(self);
    }

    fn update(&mut self, y_true: &[K::Element], y_pred: &[T], last: usize) {
        Metric::update(self, y_true, y_pred, last);
    }

    fn visit(&self, visitor: &mut dyn FnMut(&'static str, f64)) {
        visitor(self.name(), self.result());
    }
}

/// What `compile` asks of [`Metrics`]: that they take a loss's kind of labels.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "`{Self}` does not go with the labels of this loss",
    label = "no metric beside this loss",
    note = "beside `SparseCategoricalCrossentropy` goes `SparseCategoricalAccuracy`",
    note = "beside the other losses go `BinaryAccuracy`, `CategoricalAccuracy`, `MeanSquaredError` and `MeanAbsoluteError`",
    note = "`compile` takes one metric, a tuple of up to six, or `()`"
)]
pub trait BesideLoss<T: Scalar, K> {}

#[diagnostic::do_not_recommend]
impl<T: Scalar, K: LabelKind<T>, M: Metrics<T, K>> BesideLoss<T, K> for M {}

// Beside what is no loss, all metrics go: that is said of the loss.
#[diagnostic::do_not_recommend]
impl<T: Scalar, M> BesideLoss<T, Wrong> for M {}

macro_rules! tuples {
    ($($metric:ident)*) => {
        #[allow(non_snake_case, reason = "a variable is called as its type")]
        #[diagnostic::do_not_recommend]
        impl<T: Scalar, K: LabelKind<T>, $($metric: Metric<T, K>),*> Metrics<T, K> for ($($metric,)*) {
            fn reset(&mut self) {
                let ($($metric,)*) = self;
                $($metric.reset();)*
            }

            fn update(&mut self, y_true: &[K::Element], y_pred: &[T], last: usize) {
                let ($($metric,)*) = self;
                $($metric.update(y_true, y_pred, last);)*
                let _ = (y_true, y_pred, last);
            }

            fn visit(&self, visitor: &mut dyn FnMut(&'static str, f64)) {
                let ($($metric,)*) = self;
                $(visitor($metric.name(), $metric.result());)*
                let _ = visitor;
            }
        }
    };
}

tuples!();
tuples!(A);
tuples!(A B);
tuples!(A B C);
tuples!(A B C D);
tuples!(A B C D E);
tuples!(A B C D E F);

#[cfg(test)]
mod tests {
    use super::*;
    use crate::losses::Values;
    use crate::metrics::{BinaryAccuracy, MeanAbsoluteError};

    #[test]
    fn a_tuple_feeds_all() {
        fn results<M: Metrics<f32, Values>>(mut metrics: M) -> Vec<(&'static str, f64)> {
            metrics.update(&[1.0, 0.0], &[0.75, 0.75], 1);
            let mut list = Vec::new();
            metrics.visit(&mut |name, value| list.push((name, value)));
            metrics.reset();
            list
        }
        assert_eq!(
            results((BinaryAccuracy::new(), MeanAbsoluteError::new())),
            [("binary_accuracy", 0.5), ("mean_absolute_error", 0.5)]
        );
        assert_eq!(results(BinaryAccuracy::new()), [("binary_accuracy", 0.5)]);
        assert_eq!(results(()), []);
    }
}
