//! The checks, each in a constant of its own, at the user's tokens.

use proc_macro2::{Delimiter, Group, Ident, TokenStream, TokenTree};
use quote::{quote, quote_spanned};
use syn::ext::IdentExt as _;

use super::{names, operations};
use crate::check::Network;
use crate::graph::{Place, Value};
use crate::syntax::Declaration;

/// The checks of a generic network, within its implementation: they run where it is used.
pub(super) fn generic(declaration: &Declaration, network: &Network<'_>) -> TokenStream {
    if declaration.parameters.is_empty() {
        return TokenStream::new();
    }
    let nodes = (0..network.nodes().len()).map(|node| {
        let description = names::description(node);
        let check = call_at(network.nodes()[node].place, &quote!(Self::#description.check), quote!());
        quote!(#check;)
    });
    let output = network.heads().first().and_then(|head| head.node()).map(|node| {
        let (declared, description) = (names::output(0), names::description(node));
        let site = operations::site(network, node);
        let text = format!("`{}` declares the output ", declaration.name.unraw());
        let place = Place::at(declaration.outputs[0].shape.span());
        let arguments = quote!(Self::#description.output, Self::#declared, #text, #site);
        let check = call_at(place, &quote!(::netform::__private::check_output), arguments);
        quote!(#check;)
    });
    quote! { #(#nodes)* #output }
}

pub(super) fn emit(declaration: &Declaration, network: &Network<'_>) -> TokenStream {
    if !declaration.parameters.is_empty() {
        return TokenStream::new();
    }
    let name = &declaration.name;
    let nodes = (0..network.nodes().len()).map(|node| {
        let description = names::description(node);
        let check = quote!(#name::#description.check);
        check_at(network.nodes()[node].place, &givers(declaration, network, node), &check, quote!())
    });
    let shared = (0..network.nodes().len()).filter_map(|node| shared(declaration, network, node));
    let outputs =
        declaration.outputs.iter().zip(network.heads()).enumerate().filter_map(|(index, (port, head))| {
            let Value::Node(node) = head else { return None };
            let (declared, description) = (names::output(index), names::description(*node));
            let site = operations::site(network, *node);
            let text = match &port.name {
                Some(output) => format!("output `{}` is declared as ", output.unraw()),
                None => format!("`{}` declares the output ", name.unraw()),
            };
            let place = network.nodes()[*node].place;
            Some(check_at(
                Place::at(port.shape.span()),
                &[(network.label(*node, place.start), place)],
                &quote!(::netform::__private::check_output),
                quote!(#name::#description.output, #name::#declared, #text, #site),
            ))
        });
    let budgets = declaration.budgets.iter().map(|budget| {
        let function = quote::format_ident!("check_{}", budget.name);
        let (bytes, text, place) = (budget.bytes, &budget.text, Place::at(budget.span));
        let check = call_at(place, &quote!(::netform::__private::#function::<#name>), quote!(#bytes, #text));
        quote!(const _: () = #check;)
    });
    quote! { #(#nodes)* #(#shared)* #(#outputs)* #(#budgets)* }
}

/// The check of a further application of a layer: its weights must be those of the first.
fn shared(declaration: &Declaration, network: &Network<'_>, node: usize) -> Option<TokenStream> {
    let name = &declaration.name;
    let first = network.first_node(network.nodes()[node].layer)?;
    // A type of the user's has its own sizes, and is checked against them.
    if first == node || network.layer_of(node).custom.is_some() {
        return None;
    }
    let (own, other) = (names::description(node), names::description(first));
    let shapes = [node, first].map(|node| {
        network.nodes()[node].inputs.first().map(|value| operations::shape_in(network, name, *value))
    });
    let [Some(shape), Some(first_shape)] = shapes else { return None };
    let site = operations::site(network, node);
    let place = network.nodes()[node].place;
    let first_place = network.nodes()[first].place;
    Some(check_at(
        place,
        &[(network.label(first, first_place.start), first_place)],
        &quote!(::netform::__private::check_shared),
        quote!(#name::#own, #name::#other, #shape, #first_shape, #site),
    ))
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

/// A check that fails at one place and shows others: rustc underlines the constant's call and the
/// calls within the functions, one in another, which have the names of what stands there.
fn check_at(
    place: Place,
    givers: &[(Ident, Place)],
    check: &TokenStream,
    arguments: TokenStream,
) -> TokenStream {
    let last = givers.last().map_or(place, |(_, place)| *place);
    let mut body = call_at(last, check, arguments);
    for (index, (giver, _)) in givers.iter().enumerate().rev() {
        let caller = index.checked_sub(1).map_or(place, |before| givers[before].1);
        let call = call_at(caller, &quote!(#giver), quote!());
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

/// `function(arguments)` with its first token at the place's start and its last at its end, so
/// that rustc underlines everything between them.
fn call_at(Place { start, end }: Place, function: &TokenStream, arguments: TokenStream) -> TokenStream {
    let function = function.clone().into_iter().map(|mut token| {
        token.set_span(start);
        token
    });
    let function: TokenStream = function.collect();
    let mut parentheses = Group::new(Delimiter::Parenthesis, arguments);
    parentheses.set_span(end);
    let parentheses = TokenTree::Group(parentheses);
    quote_spanned!(start=> #function #parentheses)
}
