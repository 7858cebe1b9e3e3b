//! The checks, at the user's tokens.

use proc_macro2::{Delimiter, Group, Ident, TokenStream, TokenTree};
use quote::{quote, quote_spanned};
use syn::ext::IdentExt as _;

use super::{names, operations};
use crate::check::Network;
use crate::graph::{Place, Value};
use crate::syntax::Declaration;

/// The checks, each in a constant of its own, so that one that fails does not hide another. Those
/// of a generic network cannot be constants beside it: see [`generic`].
pub(super) fn emit(declaration: &Declaration, network: &Network<'_>) -> TokenStream {
    if !declaration.parameters.is_empty() {
        return TokenStream::new();
    }
    let name = &declaration.name;
    all(declaration, network, &quote!(#name)).iter().map(Check::as_item).collect()
}

/// The constant of a generic network's implementation that has all of its checks. They run where
/// the network is used, with its sizes.
pub(super) fn generic(declaration: &Declaration, network: &Network<'_>) -> TokenStream {
    if declaration.parameters.is_empty() {
        return TokenStream::new();
    }
    let checks = all(declaration, network, &quote!(Self));
    let checks = checks.iter().map(Check::as_statement);
    quote!(const SHAPES_AND_BUDGETS: () = { #(#checks)* };)
}

/// The first statement of a pass: runs the checks of a generic network.
pub(super) fn run(declaration: &Declaration) -> TokenStream {
    if declaration.parameters.is_empty() {
        return TokenStream::new();
    }
    quote_spanned!(declaration.name.span()=> let () = Self::SHAPES_AND_BUDGETS;)
}

/// A call that fails where something does not fit.
struct Check {
    /// Where the mistake is.
    place: Place,
    /// What else has to do with it: names, and where each stands.
    givers: Vec<(Ident, Place)>,
    function: TokenStream,
    arguments: TokenStream,
}

/// All checks, of constants that `owner` has.
fn all(declaration: &Declaration, network: &Network<'_>, owner: &TokenStream) -> Vec<Check> {
    let nodes = (0..network.nodes().len()).map(|node| {
        let description = names::description(node);
        Check {
            place: network.nodes()[node].place,
            givers: givers(declaration, network, node),
            function: quote!(#owner::#description.check),
            arguments: TokenStream::new(),
        }
    });
    let shared = (0..network.nodes().len()).filter_map(|node| shared(network, node, owner));
    let outputs = (0..network.heads().len()).filter_map(|index| output(declaration, network, index, owner));
    let budgets = declaration.budgets.iter().map(|budget| {
        let function = quote::format_ident!("check_{}", budget.name);
        let (bytes, text) = (budget.bytes, &budget.text);
        Check {
            place: Place::at(budget.span),
            givers: Vec::new(),
            function: quote!(::netform::__private::#function::<#owner>),
            arguments: quote!(#bytes, #text),
        }
    });
    nodes.chain(shared).chain(outputs).chain(budgets).collect()
}

/// The check of an output: what is given must be what is declared.
fn output(
    declaration: &Declaration,
    network: &Network<'_>,
    index: usize,
    owner: &TokenStream,
) -> Option<Check> {
    let (port, node) = (&declaration.outputs[index], network.heads()[index].node()?);
    let (declared, description) = (names::output(index), names::description(node));
    let site = operations::site(network, node);
    let text = match &port.name {
        Some(output) => format!("output `{}` is declared as ", output.unraw()),
        None => format!("`{}` declares the output ", declaration.name.unraw()),
    };
    let place = network.nodes()[node].place;
    Some(Check {
        place: Place::at(port.shape.span()),
        givers: vec![(network.label(node, place.start), place)],
        function: quote!(::netform::__private::check_output),
        arguments: quote!(#owner::#description.output, #owner::#declared, #text, #site),
    })
}

/// The check of a further application of a layer: its weights must be those of the first.
fn shared(network: &Network<'_>, node: usize, owner: &TokenStream) -> Option<Check> {
    let first = network.first_node(network.nodes()[node].layer)?;
    // A type of the user's has its own sizes, and is checked against them.
    if first == node || network.layer_of(node).custom.is_some() {
        return None;
    }
    let (own, other) = (names::description(node), names::description(first));
    let shapes = [node, first].map(|node| {
        network.nodes()[node].inputs.first().map(|value| operations::shape_in(network, owner, *value))
    });
    let [Some(shape), Some(first_shape)] = shapes else { return None };
    let site = operations::site(network, node);
    let first_place = network.nodes()[first].place;
    Some(Check {
        place: network.nodes()[node].place,
        givers: vec![(network.label(first, first_place.start), first_place)],
        function: quote!(::netform::__private::check_shared),
        arguments: quote!(#owner::#own, #owner::#other, #shape, #first_shape, #site),
    })
}

/// The most values that a check shows beside the layer that takes them.
const MAX_GIVERS: usize = 3;

/// What gives a node its inputs: names, and where each stands; the first one alone where there are
/// so many that showing them all would say nothing.
fn givers(declaration: &Declaration, network: &Network<'_>, node: usize) -> Vec<(Ident, Place)> {
    let inputs = network.nodes()[node].inputs.iter();
    let mut givers: Vec<_> = inputs.map(|input| giver(declaration, network, *input)).collect();
    if givers.len() > MAX_GIVERS {
        givers.truncate(1);
    }
    givers
}

fn giver(declaration: &Declaration, network: &Network<'_>, value: Value) -> (Ident, Place) {
    match value {
        Value::Node(node) | Value::Part { node, .. } => {
            let place = network.nodes()[node].place;
            (network.label(node, place.start), place)
        }
        Value::Input(index) => {
            let port = &declaration.inputs[index];
            let span = port.shape.span();
            let name = port.name.clone().unwrap_or_else(|| Ident::new("input", span));
            (name, Place::at(span))
        }
    }
}

impl Check {
    /// A statement that fails at the mistake's place.
    fn as_statement(&self) -> TokenStream {
        let check = call_at(self.place, &self.function, &self.arguments);
        quote!(#check;)
    }

    /// A constant that fails at the mistake's place and shows the others: rustc underlines its call
    /// and the calls within the functions, one in another, which have the names of what stands there.
    fn as_item(&self) -> TokenStream {
        let Self { place, givers, function, arguments } = self;
        let last = givers.last().map_or(*place, |(_, place)| *place);
        let mut body = call_at(last, function, arguments);
        for (index, (giver, _)) in givers.iter().enumerate().rev() {
            let caller = index.checked_sub(1).map_or(*place, |before| givers[before].1);
            let call = call_at(caller, &quote!(#giver), &TokenStream::new());
            body = quote! {
                const fn #giver() {
                    #body
                }
                #call
            };
        }
        quote! {
            const _: () = {
                #body
            };
        }
    }
}

/// `function(arguments)` with its first token at the place's start and its last at its end, so
/// that rustc underlines everything between them.
fn call_at(Place { start, end }: Place, function: &TokenStream, arguments: &TokenStream) -> TokenStream {
    let function = function.clone().into_iter().map(|mut token| {
        token.set_span(start);
        token
    });
    let function: TokenStream = function.collect();
    let mut parentheses = Group::new(Delimiter::Parenthesis, arguments.clone());
    parentheses.set_span(end);
    let parentheses = TokenTree::Group(parentheses);
    quote_spanned!(start=> #function #parentheses)
}
