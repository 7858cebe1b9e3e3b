//! Which losses can follow which last activation.

use super::Loss;
use crate::activations::ending;
use crate::network::Network;
use crate::scalar::Scalar;
use crate::training::{Right, Wrong};

/// For a loss that compares any values.
#[derive(Debug)]
pub struct AnyActivation;

/// For a loss of probabilities, or of the values before their activation: a crossentropy.
#[derive(Debug)]
pub struct Probabilities;

/// Ties a last activation to what a loss expects: [`AnyActivation`] goes after each,
/// [`Probabilities`] after `sigmoid`, `softmax` and none.
pub trait Ends<Expected> {}

impl<E> Ends<AnyActivation> for E {}
impl<E> Ends<Wrong> for E {}
impl Ends<Probabilities> for ending::Linear {}
impl Ends<Probabilities> for ending::Sigmoid {}
impl Ends<Probabilities> for ending::Softmax {}

/// What `compile` asks of a [`Loss`]. `Optimizer` is what the check of the optimizer gave: where that
/// failed, anything is a loss, so that swapped arguments are one mistake.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no loss",
    label = "expected a loss",
    note = "`compile` takes the optimizer, then the loss, then the metrics",
    note = "a loss is a value, such as `BinaryCrossentropy::default()`"
)]
pub trait IsLoss<T: Scalar, Optimizer> {
    /// [`Loss::After`].
    type After;
    /// [`Loss::Labels`].
    type Labels;
}

#[diagnostic::do_not_recommend]
impl<T: Scalar, L: Loss<T>> IsLoss<T, Right> for L {
    type After = L::After;
    type Labels = L::Labels;
}

#[diagnostic::do_not_recommend]
impl<T: Scalar, L> IsLoss<T, Wrong> for L {
    type After = Wrong;
    type Labels = Wrong;
}

/// A loss that can train a network: its last activation is one that the loss can follow. `After` is
/// the loss's own, so that what is no loss at all is said once.
#[diagnostic::on_unimplemented(
    message = "the loss `{Self}` cannot follow the last activation of `{N}`",
    label = "this loss takes probabilities, or the values before their activation",
    note = "a crossentropy takes probabilities: end the network in `softmax` (one class of several) or `sigmoid` (yes or no)",
    note = "or leave the last layer without an activation and set `.from_logits(true)` on the loss",
    note = "numbers of any size go with `MeanSquaredError` or `MeanAbsoluteError`"
)]
pub trait LossFor<N: Network, After> {}

#[diagnostic::do_not_recommend]
impl<N: Network, L, After> LossFor<N, After> for L where N::Ending: Ends<After> {}
