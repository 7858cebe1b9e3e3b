//! The struct: one field a layer, weights and nothing else.

use proc_macro2::{Span, TokenStream};
use quote::{format_ident, quote};
use syn::{Attribute, Ident};

use super::names;
use crate::check::{Layer, Network};
use crate::layers::Weights;
use crate::syntax::Declaration;

pub(super) fn emit(declaration: &Declaration, network: &Network<'_>) -> TokenStream {
    let fields = network.layers.iter().enumerate().map(|(index, layer)| {
        let node = network.nodes.iter().position(|node| node.layer == index).unwrap_or(index);
        field(declaration, layer, |size| {
            let (name, operation) = (&declaration.name, names::operation(node));
            quote!({ #name::#operation.#size() })
        })
    });
    whole(declaration, fields)
}

/// The struct of a declaration with mistakes: with the fields whose layers are known.
pub(super) fn stub(declaration: &Declaration, network: &Network<'_>) -> TokenStream {
    let mut seen = std::collections::HashSet::new();
    let known = network.layers.iter().filter(|layer| layer.spec.is_some());
    let fields = known
        .filter(|layer| seen.insert(layer.named.field.to_string()))
        .map(|layer| field(declaration, layer, |_| quote!(1)));
    whole(declaration, fields.collect::<Vec<_>>())
}

fn whole(declaration: &Declaration, fields: impl IntoIterator<Item = TokenStream>) -> TokenStream {
    let (attributes, visibility, name) =
        (&declaration.attributes, &declaration.visibility, &declaration.name);
    let docs = docs_or(attributes, &format!("The network `{name}`."));
    let scalar = &declaration.scalar;
    let fields = fields.into_iter();
    let workspace = format_ident!("{name}Workspace");
    let workspace_docs = format!("The memory that [`{name}::predict_into`] computes in.");
    quote! {
        #docs
        #(#attributes)*
        #[repr(C)]
        #visibility struct #name {
            #(#fields)*
        }

        #[doc = #workspace_docs]
        #visibility type #workspace = ::netform::Workspace<
            #scalar,
            { <#name as ::netform::__private::Network>::INFERENCE.elements(1) },
        >;

        // SAFETY: `repr(C)` of layers' weights alone.
        unsafe impl ::netform::__private::Params for #name {
            type Scalar = #scalar;
        }
    }
}

fn field(declaration: &Declaration, layer: &Layer<'_>, size: impl Fn(&Ident) -> TokenStream) -> TokenStream {
    let Some(spec) = layer.spec else { return TokenStream::new() };
    let (name, scalar) = (&layer.named.field, &declaration.scalar);
    // The class with the span of the user's token, so that editors find its documentation there.
    let class = Ident::new(spec.class, layer.named.start());
    let ty = match spec.weights {
        Weights::None => quote!(::netform::layers::#class),
        Weights::Sized(sizes) => {
            let sizes = sizes.iter().map(|name| size(&Ident::new(name, Span::call_site())));
            quote!(::netform::layers::#class<#(#sizes,)* #scalar>)
        }
    };
    let attributes = &layer.named.item.docs;
    let docs = docs_or(attributes, &format!("The layer `{name}` ({}).", spec.class));
    quote! { #docs #(#attributes)* pub #name: #ty, }
}

/// Documentation for what the user has not documented.
fn docs_or(attributes: &[Attribute], text: &str) -> TokenStream {
    if attributes.iter().any(|attribute| attribute.path().is_ident("doc")) {
        TokenStream::new()
    } else {
        quote!(#[doc = #text])
    }
}
