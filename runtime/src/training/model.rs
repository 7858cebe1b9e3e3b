//! A network that can be trained.

use core::fmt;
use core::ops::{Deref, DerefMut};

use super::trainer::Trainer;
use crate::network::Network;
use crate::params::boxed_copy;

/// A network with an optimizer, a loss and metrics: what `compile` makes, after
/// [Keras's `compile`](https://keras.io/api/models/model_training_apis/#compile-method).
///
/// Its methods are documented at [`Trainer`]: [`fit`](Trainer::fit), [`evaluate`](Trainer::evaluate),
/// [`predict`](Trainer::predict), [`predict_batch`](Trainer::predict_batch),
/// [`train_on_batch`](Trainer::train_on_batch), [`apply_gradients`](Trainer::apply_gradients),
/// [`optimizer`](Trainer::optimizer), [`steps`](Trainer::steps). It has those fields and methods
/// that the network has too: `model.hidden.kernel` is the layer's kernel. Where a function wants the
/// network itself, there is [`network`](Trainer::network). The network is copied to a line of the cache
/// (see [`Aligned`](crate::Aligned)).
pub struct Model<N: Network, O, L, M> {
    /// The trainer within methods that `network!` generates: what the compiler says of their
    /// arguments then points at the network's declaration, not into this crate.
    inner: N::Methods<O, L, M>,
}

/// What `network!` generates around a trainer: methods of the same names, with the network's own
/// types.
#[doc(hidden)]
pub trait Around<T>: DerefMut<Target = T> {
    /// Takes the trainer.
    fn around(trainer: T) -> Self;

    /// Gives it back.
    fn into_inner(self) -> T;
}

/// The type that `network!` generates, for the network's implementation to name.
#[doc(hidden)]
pub trait Compiles: Network {
    /// [`Network::Methods`].
    type Methods<O, L, M>: Around<Trainer<Self, O, L, M>>;
}

/// A trainer without such methods, for a network that is written by hand.
impl<T> Around<T> for Box<T> {
    fn around(trainer: T) -> Self {
        Self::new(trainer)
    }

    fn into_inner(self) -> T {
        *self
    }
}

impl<N: Network, O, L, M> Model<N, O, L, M> {
    /// What a network's `compile` does.
    #[doc(hidden)]
    #[must_use]
    #[expect(clippy::boxed_local, reason = "networks are made in boxes")]
    pub fn new(network: Box<N>, optimizer: O, loss: L, metrics: M) -> Self {
        Self { inner: Around::around(Trainer::new(&*network, optimizer, loss, metrics)) }
    }

    /// A copy of the network, without what training needed.
    #[must_use]
    pub fn into_network(self) -> Box<N> {
        boxed_copy(&**self.inner.into_inner().network)
    }
}

impl<N: Network, O, L, M> Deref for Model<N, O, L, M> {
    type Target = N::Methods<O, L, M>;

    fn deref(&self) -> &Self::Target {
        &self.inner
    }
}

impl<N: Network, O, L, M> DerefMut for Model<N, O, L, M> {
    fn deref_mut(&mut self) -> &mut Self::Target {
        &mut self.inner
    }
}

/// Copies weights and training state, on the heap and in place. Working memory is not copied.
impl<N: Network, O: Clone, L: Clone, M: Clone> Clone for Model<N, O, L, M> {
    fn clone(&self) -> Self {
        Self { inner: Around::around(Trainer::clone(&self.inner)) }
    }
}

impl<N: Network, O: fmt::Debug, L: fmt::Debug, M: fmt::Debug> fmt::Debug for Model<N, O, L, M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        Trainer::fmt(&self.inner, f)
    }
}
