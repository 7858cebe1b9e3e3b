//! The checks, each in a constant of its own, at the user's tokens.

use proc_macro2::{Delimiter, Group, Span, TokenStream, TokenTree};
use quote::{quote, quote_spanned};

use super::{names, operations};
use crate::check::Network;
use crate::graph::Value;
use crate::syntax::Declaration;

pub(super) fn emit(declaration: &Declaration, network: &Network<'_>) -> TokenStream {
    let name = &declaration.name;
    let nodes = (0..network.nodes.len()).map(|node| {
        let layer = &network.layers[network.nodes[node].layer];
        let description = names::description(node);
        let check = call_at(layer.named.start(), layer.named.end(), &quote!(#name::#description.check), quote!());
        quote!(const _: () = #check;)
    });
    let outputs = declaration.outputs.iter().zip(&network.heads).enumerate().filter_map(|(index, (port, head))| {
        let Value::Node(node) = head else { return None };
        let (declared, description) = (names::output(index), names::description(*node));
        let (text, site) = (name.to_string(), operations::site(network, *node));
        let span = port.shape.span();
        let check = call_at(
            span,
            span,
            &quote!(::netform::__private::check_output),
            quote!(#name::#description.output, #name::#declared, #text, #site),
        );
        Some(quote!(const _: () = #check;))
    });
    quote! { #(#nodes)* #(#outputs)* }
}

/// `function(arguments)` with its first token at `start` and its last at `end`, so that rustc
/// underlines everything between them.
fn call_at(start: Span, end: Span, function: &TokenStream, arguments: TokenStream) -> TokenStream {
    let function = function.clone().into_iter().map(|mut token| {
        token.set_span(token.span().resolved_at(Span::mixed_site()).located_at(start));
        token
    });
    let function: TokenStream = function.collect();
    let mut parentheses = Group::new(Delimiter::Parenthesis, arguments);
    parentheses.set_span(end);
    let parentheses = TokenTree::Group(parentheses);
    quote_spanned!(start=> #function #parentheses)
}
