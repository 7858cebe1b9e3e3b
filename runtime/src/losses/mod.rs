//! Loss functions, after [Keras's](https://keras.io/api/losses/).
//!
//! A loss compares *rows*: the last axis of an output with the label of that place. An output
//! `[features]` is one row a sample, an output `[steps, features]` one row a step. The loss of a
//! batch is the mean over all its rows, Keras's reduction `sum_over_batch_size`:
//! `Σᵢ wᵢ·lᵢ / rows`, where the weights `wᵢ` are 1 unless the caller gives some.
//!
//! Every loss says which [kind of labels](LabelKind) it takes: [`Values`] of the output's own
//! shape, or [`Classes`], one index a row. A loss of one's own implements [`Loss`].

mod after;
mod binary_crossentropy;
mod categorical_crossentropy;
mod labels;
mod mean_absolute_error;
mod mean_squared_error;
mod rows;
mod softmax;
mod sparse_categorical_crossentropy;
mod takes;
#[cfg(test)]
mod test;

#[doc(hidden)]
pub use after::IsLoss;
pub use after::{AnyActivation, Ends, LossFor, Probabilities};
pub use binary_crossentropy::BinaryCrossentropy;
pub use categorical_crossentropy::CategoricalCrossentropy;
pub(crate) use labels::largest;
pub use labels::{BadLabel, ClassLabel, Classes, LabelKind, ValueLabel, Values};
pub use mean_absolute_error::MeanAbsoluteError;
pub use mean_squared_error::MeanSquaredError;
pub use rows::{Row, Rows};
pub use sparse_categorical_crossentropy::SparseCategoricalCrossentropy;
pub use takes::Takes;

use crate::activations::Activation;
use crate::scalar::Scalar;

/// Keras's `epsilon()`: probabilities are clipped to `[EPSILON, 1 − EPSILON]` before a logarithm.
const EPSILON: f64 = 1e-7;

/// A loss: one number that says how far predictions are from their labels, and its gradient.
///
/// ```
/// use netform::losses::{AnyActivation, Loss, Rows, Values};
///
/// /// The mean of the differences' fourth powers.
/// #[derive(Clone)]
/// struct Quartic;
///
/// impl Loss<f32> for Quartic {
///     type Labels = Values;
///     type After = AnyActivation;
///
///     fn run(&self, rows: Rows<'_, f32, f32>) -> f64 {
///         rows.sum(|row| {
///             let n = row.y_pred.len() as f32;
///             let difference = |(p, y): (&f32, &f32)| p - y;
///             for (d, pair) in row.d_y_pred.iter_mut().zip(row.y_pred.iter().zip(row.y_true)) {
///                 *d = row.factor * 4.0 * difference(pair).powi(3) / n;
///             }
///             row.y_pred.iter().zip(row.y_true).map(|pair| difference(pair).powi(4)).sum::<f32>() / n
///         })
///     }
/// }
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no loss",
    label = "expected a loss",
    note = "`compile` takes the optimizer, then the loss, then the metrics",
    note = "a loss is a value, such as `BinaryCrossentropy::default()`"
)]
pub trait Loss<T: Scalar>: Send + Sync {
    /// The kind of labels that it takes.
    type Labels: LabelKind<T>;
    /// The last activations that it can follow: [`AnyActivation`] or [`Probabilities`].
    type After;

    /// True when the loss can take over the network's final activation: it then gets the values
    /// before it, computes both in one, exact where the two apart would round to 0 or ∞, and
    /// leaves the activation's result in the predictions (see [`Rows::fused`]).
    fn fuses(&self, activation: Activation) -> bool {
        let _ = activation;
        false
    }

    /// A class that takes no part, neither in the sum nor in the number of rows. It need not be a
    /// valid class.
    fn ignored(&self) -> Option<usize> {
        None
    }

    /// Computes `Σᵢ wᵢ·lᵢ` over the rows of a batch and, where wanted, the gradient of that sum
    /// times [`Rows::scale`].
    fn run(&self, rows: Rows<'_, T, <Self::Labels as LabelKind<T>>::Element>) -> f64;
}

/// Implements [`Loss`] by the generic inherent function `evaluate`, compiled as layers are
/// (see `op::precompile`).
macro_rules! precompile_loss {
    ($loss:ty, $labels:ident, $after:ident $(, { $($method:item)* })?) => {
        $crate::losses::precompile_loss!($loss, $labels, $after, f32, [#[cfg_attr(not(debug_assertions), inline)]] $(, { $($method)* })?);
        $crate::losses::precompile_loss!($loss, $labels, $after, f64, [#[inline]] $(, { $($method)* })?);
    };
    ($loss:ty, $labels:ident, $after:ident, $scalar:ty, [$(#[$where:meta])?] $(, { $($method:item)* })?) => {
        #[diagnostic::do_not_recommend]
        impl $crate::losses::Loss<$scalar> for $loss {
            type Labels = $crate::losses::$labels;
            type After = $crate::losses::$after;

            $($($method)*)?

            $(#[$where])?
            fn run(
                &self,
                rows: $crate::losses::Rows<
                    '_,
                    $scalar,
                    <$crate::losses::$labels as $crate::losses::LabelKind<$scalar>>::Element,
                >,
            ) -> f64 {
                Self::evaluate(*self, rows)
            }
        }
    };
}
use precompile_loss;
