//! The `network!` macro of netform.
//!
//! The stages, each readable alone: `syntax` (tokens to a tree), `graph` (names and edges),
//! `check` (arguments against the registry of layers), `codegen` (the struct and its passes).
//! `expand` runs them in a row; `layers` is the registry, one file a layer.

mod check;
mod codegen;
mod errors;
mod expand;
mod graph;
mod layers;
mod suggest;
mod syntax;
#[cfg(test)]
mod tests;
mod weights;
mod words;

/// Declares networks; see the documentation of the `netform` crate, which re-exports this macro.
#[proc_macro]
pub fn network(input: proc_macro::TokenStream) -> proc_macro::TokenStream {
    expand::expand(input.into()).into()
}

/// Declares the weights of a layer of one's own; see `netform::layer`.
#[proc_macro]
pub fn weights(input: proc_macro::TokenStream) -> proc_macro::TokenStream {
    weights::expand(input.into()).into()
}
