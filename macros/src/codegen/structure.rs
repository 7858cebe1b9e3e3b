//! The struct: one field a layer, weights and nothing else. A group of layers is a struct of its
//! own.

use proc_macro2::{Span, TokenStream};
use quote::{format_ident, quote, quote_spanned};
use syn::ext::IdentExt as _;
use syn::{Attribute, Ident};

use super::{generics, names};
use crate::check::Network;
use crate::graph::{Class, Field};
use crate::layers::Weights;
use crate::syntax::{Declaration, class_name};

pub(super) fn emit(declaration: &Declaration, network: &Network<'_>) -> TokenStream {
    let name = &declaration.name;
    if !declaration.parameters.is_empty() {
        return whole(declaration, network, &|layer, index, _| {
            let node = network.first_node(layer).unwrap_or(layer);
            let sizes = network.sizes.get(node).and_then(Option::as_ref);
            sizes.and_then(|sizes| sizes.parameters.get(index)).cloned().unwrap_or_else(|| quote!(1))
        });
    }
    whole(declaration, network, &|layer, _, size| {
        let operation = names::operation(network.first_node(layer).unwrap_or(layer));
        quote!({ #name::#operation.#size() })
    })
}

/// The struct of a declaration with mistakes: with the fields whose layers are known.
pub(super) fn stub(declaration: &Declaration, network: &Network<'_>) -> TokenStream {
    whole(declaration, network, &|_, _, _| quote!(1))
}

/// How a layer's const parameter is written, by the layer's index, and the parameter's index and
/// name.
type Size<'a> = &'a dyn Fn(usize, usize, &Ident) -> TokenStream;

fn whole(declaration: &Declaration, network: &Network<'_>, size: Size<'_>) -> TokenStream {
    let (attributes, name) = (&declaration.attributes, &declaration.name);
    let docs = docs_or(attributes, &format!("The network `{name}`."));
    let structure = structure(declaration, network, name, &network.graph.fields, size);
    let workspace = workspace(declaration);
    quote! {
        #docs
        #(#attributes)*
        #structure
        #workspace
    }
}

/// The type of a prediction's memory. That of a generic network cannot be named.
fn workspace(declaration: &Declaration) -> TokenStream {
    if !declaration.parameters.is_empty() {
        return TokenStream::new();
    }
    let (visibility, name, scalar) = (&declaration.visibility, &declaration.name, &declaration.scalar);
    let workspace = format_ident!("{name}Workspace");
    let docs = format!("The memory that [`{name}::predict_into`] computes in.");
    quote! {
        #[doc = #docs]
        #[allow(dead_code)]
        #visibility type #workspace = ::netform::Workspace<#scalar, { #name::WORKSPACE }>;
    }
}

/// A struct of some fields, and before it those of the groups in it.
fn structure(
    declaration: &Declaration,
    network: &Network<'_>,
    name: &Ident,
    fields: &[Field],
    size: Size<'_>,
) -> TokenStream {
    let (visibility, scalar) = (&declaration.visibility, &declaration.scalar);
    let (parameters, ty) = (generics::parameters(declaration), generics::with_parameters(declaration, name));
    let mut seen = std::collections::HashSet::new();
    let mut groups = TokenStream::new();
    let mut members = TokenStream::new();
    for field in fields.iter().filter(|field| seen.insert(field.name().unraw().to_string())) {
        match field {
            Field::Layer { name, docs, layer } => {
                members.extend(member(declaration, network, name, docs, *layer, size));
            }
            Field::Block { name: field, docs, fields } => {
                let group = group_name(name, field);
                let ty = generics::with_parameters(declaration, &group);
                let structure = structure(declaration, network, &group, fields, size);
                let text = format!("The layers `{field}` of [`{}`].", declaration.name);
                groups.extend(quote! {
                    #[doc = #text]
                    #[derive(Clone, Copy, Debug, PartialEq)]
                    #structure
                });
                let documented = docs_or(docs, &format!("The layers `{field}`."));
                members.extend(quote! { #documented #(#docs)* pub #field: #ty, });
            }
        }
    }
    // Where the compiler shows the type, it shows the user's name.
    let item = quote_spanned! {name.span()=>
        #[allow(unreachable_pub, clippy::pedantic)]
        #[repr(C)]
        #visibility struct #name #parameters {
            #members
        }
    };
    quote! {
        #item

        // SAFETY: `repr(C)` of layers' weights alone.
        unsafe impl #parameters ::netform::__private::Params for #ty {
            type Scalar = #scalar;
        }

        #groups
    }
}

/// `PolicyTower` for the group `tower` of `Policy`.
fn group_name(network: &Ident, field: &Ident) -> Ident {
    let words = field.unraw().to_string();
    let camel = words.split('_').map(|word| {
        let mut letters = word.chars();
        letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
    });
    format_ident!("{network}{}", camel.collect::<String>())
}

fn member(
    declaration: &Declaration,
    network: &Network<'_>,
    name: &Ident,
    attributes: &[Attribute],
    layer: usize,
    size: Size<'_>,
) -> Option<TokenStream> {
    let docs = docs_or(attributes, &format!("The layer `{name}` ({}).", network.class(layer)));
    if let Some(custom) = &network.layers[layer].custom {
        return Some(quote! { #docs #(#attributes)* pub #name: #custom, });
    }
    let spec = network.layers[layer].spec?;
    let Class::Named { class, .. } = &network.graph.layers[layer].class else { return None };
    let scalar = &declaration.scalar;
    // The class with the span of the user's token, so that editors find its documentation there.
    let class = Ident::new(spec.class, class_name(class).span());
    let ty = match spec.weights {
        Weights::None => quote!(::netform::layers::#class),
        Weights::Sized(sizes) => {
            let sizes = sizes.iter().enumerate();
            let sizes = sizes.map(|(index, name)| size(layer, index, &Ident::new(name, Span::call_site())));
            quote!(::netform::layers::#class<#(#sizes,)* #scalar>)
        }
    };
    Some(quote! { #docs #(#attributes)* pub #name: #ty, })
}

/// Documentation for what the user has not documented.
fn docs_or(attributes: &[Attribute], text: &str) -> TokenStream {
    if attributes.iter().any(|attribute| attribute.path().is_ident("doc")) {
        TokenStream::new()
    } else {
        quote!(#[doc = #text])
    }
}

/// The layers of some fields, in order.
pub(super) fn layers(fields: &[Field]) -> Vec<usize> {
    let of = |field: &Field| match field {
        Field::Layer { layer, .. } => vec![*layer],
        Field::Block { fields, .. } => layers(fields),
    };
    fields.iter().flat_map(of).collect()
}

/// Where a layer's weights are: `tower.conv2d`. None for operations.
pub(super) fn path<'a>(network: &'a Network<'_>, layer: usize) -> Option<&'a TokenStream> {
    let paths = network.paths.get_or_init(|| {
        let mut paths = vec![None; network.layers.len()];
        collect(&network.graph.fields, &TokenStream::new(), &mut paths);
        paths
    });
    paths.get(layer)?.as_ref()
}

/// The paths of some fields, behind what is before their names.
fn collect(fields: &[Field], before: &TokenStream, paths: &mut [Option<TokenStream>]) {
    for field in fields {
        match field {
            Field::Layer { name, layer, .. } => paths[*layer] = Some(quote!(#before #name)),
            Field::Block { name, fields, .. } => collect(fields, &quote!(#before #name.), paths),
        }
    }
}
