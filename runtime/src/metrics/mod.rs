//! Metrics, after [Keras's](https://keras.io/api/metrics/).
//!
//! A metric streams: it takes batch after batch and gives one number for all that it has seen.
//! As in Keras, rows (see [`losses`](crate::losses)) count alike, whatever their sample's weight.
//!
//! `compile` takes one metric, a tuple of up to six, or `()`. A metric of one's own implements
//! [`Measure`] and [`Metric`].

mod binary_accuracy;
mod categorical_accuracy;
mod list;
mod mean;
mod mean_absolute_error;
mod mean_squared_error;
mod sparse_categorical_accuracy;

pub use binary_accuracy::BinaryAccuracy;
pub use categorical_accuracy::CategoricalAccuracy;
#[doc(hidden)]
pub use list::BesideLoss;
pub use list::Metrics;
pub use mean::Mean;
pub use mean_absolute_error::MeanAbsoluteError;
pub use mean_squared_error::MeanSquaredError;
pub use sparse_categorical_accuracy::SparseCategoricalAccuracy;

use crate::losses::LabelKind;
use crate::scalar::Scalar;

/// A number that summarises batches: its name and its state.
pub trait Measure: Send {
    /// The name in a history and in scores, as Keras's `name`: `binary_accuracy`.
    fn name(&self) -> &'static str;

    /// Forgets all batches.
    fn reset(&mut self);

    /// The number for the batches since the last reset; 0 before the first.
    fn result(&self) -> f64;
}

/// A [`Measure`] of predictions in `T` against labels of the kind `K`.
///
/// ```
/// use netform::losses::Values;
/// use netform::metrics::{Mean, Measure, Metric};
///
/// /// The largest difference in a row, on average.
/// #[derive(Clone, Default)]
/// struct WorstCase {
///     mean: Mean,
/// }
///
/// impl Measure for WorstCase {
///     fn name(&self) -> &'static str {
///         "worst_case"
///     }
///     fn reset(&mut self) {
///         self.mean.reset();
///     }
///     fn result(&self) -> f64 {
///         self.mean.result()
///     }
/// }
///
/// impl Metric<f32, Values> for WorstCase {
///     fn update(&mut self, y_true: &[f32], y_pred: &[f32], last: usize) {
///         for (y, p) in y_true.chunks_exact(last).zip(y_pred.chunks_exact(last)) {
///             let worst = y.iter().zip(p).map(|(y, p)| (y - p).abs()).fold(0.0, f32::max);
///             self.mean.add(f64::from(worst));
///         }
///     }
/// }
/// ```
#[diagnostic::on_unimplemented(
    message = "the metric `{Self}` does not take the labels of this loss",
    label = "`{Self}` does not go with this loss",
    note = "beside a loss of values go `BinaryAccuracy`, `CategoricalAccuracy`, `MeanSquaredError` and `MeanAbsoluteError`",
    note = "beside `SparseCategoricalCrossentropy` goes `SparseCategoricalAccuracy`"
)]
pub trait Metric<T: Scalar, K: LabelKind<T>>: Measure {
    /// Takes a batch: labels as in [`Rows::y_true`](crate::losses::Rows), predictions, and the
    /// size of a row.
    fn update(&mut self, y_true: &[K::Element], y_pred: &[T], last: usize);
}

/// A metric that is a mean over rows: its traits.
macro_rules! mean_metric {
    ($metric:ident, $labels:ident) => {
        impl $crate::metrics::Measure for $metric {
            fn name(&self) -> &'static str {
                self.name
            }

            fn reset(&mut self) {
                self.mean.reset();
            }

            fn result(&self) -> f64 {
                self.mean.result()
            }
        }

        impl $metric {
            /// Sets `name`, under which histories and scores list the metric.
            #[inline]
            #[must_use]
            pub const fn name(mut self, name: &'static str) -> Self {
                self.name = name;
                self
            }
        }

        impl Default for $metric {
            fn default() -> Self {
                Self::new()
            }
        }

        $crate::metrics::mean_metric!(@update $metric, $labels, f32, [#[cfg_attr(not(debug_assertions), inline)]]);
        $crate::metrics::mean_metric!(@update $metric, $labels, f64, [#[inline]]);
    };
    // Concrete, and compiled as layers are (see `op::precompile`).
    (@update $metric:ident, $labels:ident, $scalar:ty, [$(#[$where:meta])?]) => {
        impl $crate::metrics::Metric<$scalar, $crate::losses::$labels> for $metric {
            $(#[$where])?
            fn update(
                &mut self,
                y_true: &[<$crate::losses::$labels as $crate::losses::LabelKind<$scalar>>::Element],
                y_pred: &[$scalar],
                last: usize,
            ) {
                self.rows(y_true, y_pred, last);
            }
        }
    };
}
use mean_metric;
