//! The checks, each in a constant of its own, at the user's tokens.

use proc_macro2::{Delimiter, Group, Ident, Span, TokenStream, TokenTree};
use quote::{quote, quote_spanned};

use super::{names, operations};
use crate::check::Network;
use crate::graph::Value;
use crate::syntax::Declaration;

pub(super) fn emit(declaration: &Declaration, network: &Network<'_>) -> TokenStream {
    let name = &declaration.name;
    let nodes = (0..network.nodes.len()).map(|node| {
        let description = names::description(node);
        let check = quote!(#name::#description.check);
        let producer = network.nodes[node].inputs.first().copied();
        let (giver, place) = producer_place(declaration, network, producer);
        check_at(layer_place(network, node), &giver, place, &check, quote!())
    });
    let outputs =
        declaration.outputs.iter().zip(&network.heads).enumerate().filter_map(|(index, (port, head))| {
            let Value::Node(node) = head else { return None };
            let (declared, description) = (names::output(index), names::description(*node));
            let (text, site) = (name.to_string(), operations::site(network, *node));
            let span = port.shape.span();
            Some(check_at(
                (span, span),
                &field(network, *node),
                layer_place(network, *node),
                &quote!(::netform::__private::check_output),
                quote!(#name::#description.output, #name::#declared, #text, #site),
            ))
        });
    quote! { #(#nodes)* #(#outputs)* }
}

/// Where something begins and ends.
type Place = (Span, Span);

fn layer_place(network: &Network<'_>, node: usize) -> Place {
    let layer = &network.layers[network.nodes[node].layer];
    (layer.named.start(), layer.named.end())
}

fn field(network: &Network<'_>, node: usize) -> Ident {
    network.layers[network.nodes[node].layer].named.field.clone()
}

/// What gives a node its input: its name, and where it stands.
fn producer_place(
    declaration: &Declaration,
    network: &Network<'_>,
    producer: Option<Value>,
) -> (Ident, Place) {
    match producer {
        Some(Value::Node(node)) => (field(network, node), layer_place(network, node)),
        Some(Value::Input(index)) => {
            let span = declaration.inputs[index].shape.span();
            (Ident::new("input", span), (span, span))
        }
        None => (Ident::new("nothing", Span::call_site()), (Span::call_site(), Span::call_site())),
    }
}

/// A check that fails at one place and shows another: rustc underlines the constant's call and the
/// call within the function, which has the name of what stands there.
fn check_at(
    place: Place,
    giver: &Ident,
    giver_place: Place,
    check: &TokenStream,
    arguments: TokenStream,
) -> TokenStream {
    let inner = call_at(giver_place, check, arguments);
    let outer = call_at(place, &quote!(#giver), quote!());
    quote! {
        const _: () = {
            const fn #giver() {
                #inner
            }
            #outer
        };
    }
}

/// `function(arguments)` with its first token at the place's start and its last at its end, so
/// that rustc underlines everything between them.
fn call_at((start, end): Place, function: &TokenStream, arguments: TokenStream) -> TokenStream {
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
