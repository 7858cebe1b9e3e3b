//! Which losses can follow which last activation.

use super::Loss;
use crate::activations::ending;
use crate::network::Network;

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
impl Ends<Probabilities> for ending::Linear {}
impl Ends<Probabilities> for ending::Sigmoid {}
impl Ends<Probabilities> for ending::Softmax {}

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
impl<N: Network, L: Loss<N::Scalar>> LossFor<N, L::After> for L where N::Ending: Ends<L::After> {}
