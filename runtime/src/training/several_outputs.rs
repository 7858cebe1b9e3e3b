//! What a network of several outputs says that is compiled.

use crate::network::Network;

/// Nothing does: networks of several outputs have `compile` only to say what to write instead.
#[diagnostic::on_unimplemented(
    message = "`{N}` has several outputs, and `compile` takes a network with one",
    label = "would train several outputs",
    note = "join them in a network around it, `let (a, b) = {N}()(x); concat(a, b)`, and compile that; a `Tape` gives each part a loss of its own, see `netform::guide::graphs`"
)]
pub trait TrainsSeveral<N: Network> {
    /// What `compile` would give. It is unknown, so nothing follows from it.
    type Model;

    /// Never called.
    fn compile(self, network: Box<N>) -> Self::Model;
}
