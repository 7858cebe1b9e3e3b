//! What a network says that is trained before it is compiled.

use crate::network::Network;

/// Nothing is: networks have `fit` and `evaluate` only to say that `compile` comes first.
#[diagnostic::on_unimplemented(
    message = "`{N}` is not compiled yet: `fit` and `evaluate` are a compiled model's",
    label = "comes after `compile`",
    note = "compile it first: `let mut model = {N}::new(42).compile(optimizer, loss, metrics);`"
)]
pub trait AfterCompile<N: Network> {}
