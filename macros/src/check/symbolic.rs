//! The sizes of a generic network as expressions.
//!
//! Rust's types cannot compute with a const parameter, so the types of a generic network's fields
//! are made here, from the expressions that the user writes: of layers whose sizes are arguments
//! and axes as they are. All other networks leave their sizes to the compiler.

use proc_macro2::{Ident, TokenStream};
use quote::quote;

use super::{Arguments, Network};
use crate::errors::Errors;
use crate::graph::Value;
use crate::suggest::enumerate;
use crate::syntax::{Declaration, ShapeLiteral, Use, used};

/// How a layer's sizes follow from its input's axes and its arguments.
pub(crate) type Rule = fn(&[TokenStream], &Arguments) -> Option<Sizes>;

/// The sizes of an application of a layer.
#[derive(Clone, Debug)]
pub(crate) struct Sizes {
    /// The const parameters of its type, in order.
    pub(crate) parameters: Vec<TokenStream>,
    /// The axes of its output.
    pub(crate) output: Vec<TokenStream>,
}

/// The output has the input's axes.
#[expect(clippy::unnecessary_wraps, reason = "one of the registry's functions, others of which may fail")]
pub(crate) fn same(input: &[TokenStream], _: &Arguments) -> Option<Sizes> {
    Some(Sizes { parameters: Vec::new(), output: input.to_vec() })
}

/// The axes of a declared shape, each as a const argument.
pub(crate) fn axes(shape: &ShapeLiteral) -> Vec<TokenStream> {
    shape.axes.iter().map(|axis| argument(&quote!(#axis))).collect()
}

/// An expression as a const argument: names and literals stand alone, all else in braces.
pub(crate) fn argument(expression: &TokenStream) -> TokenStream {
    let is_single = syn::parse2::<syn::Lit>(expression.clone()).is_ok()
        || syn::parse2::<Ident>(expression.clone()).is_ok();
    if is_single { expression.clone() } else { quote!({ #expression }) }
}

/// The sizes of every node of a generic network. A layer that computes sizes is an error.
pub(super) fn sizes(declaration: &Declaration, network: &Network<'_>, errors: &Errors) -> Vec<Option<Sizes>> {
    let parameters = enumerate_names(&declaration.parameters);
    for port in declaration.inputs.iter().chain(&declaration.outputs) {
        for axis in &port.shape.axes {
            if used(axis, &declaration.parameters) == Use::Arithmetic {
                errors.at(axis, arithmetic(&parameters));
            }
        }
    }
    let mut sizes: Vec<Option<Sizes>> = Vec::new();
    for (index, node) in network.nodes().iter().enumerate() {
        let input = node.inputs.first().and_then(|value| match value {
            Value::Input(input) => Some(axes(&declaration.inputs[*input].shape)),
            Value::Node(node) | Value::Part { node, .. } => {
                sizes[*node].as_ref().map(|sizes| sizes.output.clone())
            }
        });
        let layer = network.layer_of(index);
        let rule = layer.spec.and_then(|spec| spec.symbolic);
        let own = match (input, rule) {
            (Some(input), Some(rule)) => rule(&input, &layer.arguments),
            _ => None,
        };
        // One that follows from a mistake before it is none of its own.
        let known_before =
            node.inputs.iter().all(|value| value.node().is_none_or(|node| sizes[node].is_some()));
        // Nor is one of a layer that lacks an argument, whose mistake is reported.
        let required =
            layer.spec.map_or(0, |spec| spec.arguments.iter().filter(|known| known.is_required).count());
        if own.is_none() && known_before && layer.arguments.required.len() >= required {
            let class = network.class(node.layer);
            let (start, end) = (Ident::new("start", node.place.start), Ident::new("end", node.place.end));
            errors.at(
                quote!(#start #end),
                format!(
                    "`{class}` computes sizes, which Rust cannot with the parameter {parameters}: declare the size as a constant and leave out `<..>`"
                ),
            );
        }
        sizes.push(own);
    }
    sizes
}

/// What to say of a computed size.
pub(super) fn arithmetic(parameters: &str) -> String {
    format!(
        "Rust cannot compute with the parameter {parameters} in a type: write the parameter alone, or declare the size as a constant and leave out `<..>`"
    )
}

pub(super) fn enumerate_names(parameters: &[Ident]) -> String {
    let names: Vec<String> = parameters.iter().map(Ident::to_string).collect();
    enumerate(names.iter().map(String::as_str))
}
