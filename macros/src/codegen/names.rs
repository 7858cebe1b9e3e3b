//! Names in generated code: constants of the struct that no user would write.

use proc_macro2::{Ident, Span};
use quote::format_ident;

/// The shape of an input.
pub(super) fn input(index: usize) -> Ident {
    constant("__INPUT", index)
}

/// The declared shape of an output.
pub(super) fn output(index: usize) -> Ident {
    constant("__OUTPUT", index)
}

/// The operation of a node.
pub(super) fn operation(node: usize) -> Ident {
    constant("__OP", node)
}

/// The description of a node.
pub(super) fn description(node: usize) -> Ident {
    constant("__DESCRIPTION", node)
}

/// The type of what a mistake leaves unknown.
pub(super) fn unknown(network: &Ident) -> Ident {
    format_ident!("__{}Unknown", network)
}

/// The memory plan of inference.
pub(super) fn inference() -> Ident {
    Ident::new("__INFERENCE_PLAN", Span::call_site())
}

/// The memory plan of training.
pub(super) fn training() -> Ident {
    Ident::new("__TRAINING_PLAN", Span::call_site())
}

/// The memory plan of training within another network.
pub(super) fn nested() -> Ident {
    Ident::new("__NESTED_PLAN", Span::call_site())
}

/// A variable of a generated function.
pub(super) fn variable(name: &str) -> Ident {
    Ident::new(name, Span::mixed_site())
}

/// A variable of a generated function that belongs to a layer.
pub(super) fn d_params(layer: usize) -> Ident {
    format_ident!("d_params_{layer}", span = Span::mixed_site())
}

/// A variable for the gradient of an input of the network.
pub(super) fn d_input(input: usize) -> Ident {
    format_ident!("d_input_{input}", span = Span::mixed_site())
}

fn constant(name: &str, index: usize) -> Ident {
    format_ident!("{name}_{index}", span = Span::call_site())
}
