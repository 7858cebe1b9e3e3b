//! What `compile` asks of an optimizer.

use super::Optimizer;
use crate::scalar::Scalar;
use crate::training::Right;

/// That something is an [`Optimizer`]. `Is` tells the check of the loss whether this one has passed.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no optimizer",
    label = "expected an optimizer",
    note = "`compile` takes the optimizer, then the loss, then the metrics",
    note = "an optimizer is a value, such as `Adam::default()`"
)]
pub trait IsOptimizer<T: Scalar> {
    /// That the check passes.
    type Is;
}

#[diagnostic::do_not_recommend]
impl<T: Scalar, O: Optimizer<T>> IsOptimizer<T> for O {
    type Is = Right;
}

/// A trait that nothing implements.
#[doc(hidden)]
pub trait Nothing {}

/// For nothing. Of a single implementation the compiler would take `Is` before it asks whether the
/// implementation holds.
#[diagnostic::do_not_recommend]
impl<T: Scalar, O> IsOptimizer<T> for O
where
    for<'a> &'a Right: Nothing,
{
    type Is = Right;
}
