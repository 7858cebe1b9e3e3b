//! The prediction of a small network in one piece.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{format_ident, quote};

use super::phase::Phase;
use super::{names, structure};
use crate::check::Network;
use crate::graph::Value;
use crate::syntax::Declaration;

/// The most layers of a network that may be small.
const MOST_LAYERS: usize = 16;

/// The method `predict_unrolled`, for networks that may be small enough: what they are known to be
/// only by the compiler. Nothing for others.
pub(super) fn emit(declaration: &Declaration, network: &Network<'_>) -> TokenStream {
    let Some(steps) = steps(declaration, network) else { return TokenStream::new() };
    let (name, scalar) = (&declaration.name, &declaration.scalar);
    let isa = names::variable("isa");
    let (register, work) = (names::variable("Register"), names::variable("Work"));
    let (me, input, output) =
        (names::variable("network"), names::variable("input"), names::variable("output"));
    quote! {
        const UNROLLS: bool = Self::__UNROLLS;

        #[inline]
        fn predict_unrolled(&self, #input: &Self::Input, #output: &mut Self::Output) {
            struct #work<'a> {
                #me: &'a #name,
                #input: &'a [#scalar],
                #output: &'a mut [#scalar],
            }
            impl ::netform::__private::Unrolled<#scalar> for #work<'_> {
                #[inline(always)]
                fn run<#register: ::netform::__private::Register<Scalar = #scalar>>(self, #isa: ::netform::__private::Isa) {
                    let Self { #me, #input, #output } = self;
                    #(#steps)*
                }
            }
            if Self::__UNROLLS {
                ::netform::__private::unrolled(#work {
                    #me: self,
                    #input: ::netform::__private::Sample::part(#input, 0),
                    #output: ::netform::__private::Sample::part_mut(#output, 0),
                });
            }
        }
    }
}

/// The constant that says whether the network is small enough.
pub(super) fn constant(declaration: &Declaration, network: &Network<'_>) -> TokenStream {
    if steps(declaration, network).is_none() {
        return TokenStream::new();
    }
    let descriptions = Phase::Inference.nodes(network).map(|node| {
        let description = names::description(node);
        quote!(Self::#description)
    });
    quote!(const __UNROLLS: bool = ::netform::__private::unrolls(&[#(#descriptions),*]);)
}

/// The layers in order; nothing where the network has more than an unrolled prediction is made for.
fn steps(declaration: &Declaration, network: &Network<'_>) -> Option<Vec<TokenStream>> {
    let phase = Phase::Inference;
    let nodes: Vec<usize> = phase.nodes(network).collect();
    let ([head], [_]) = (network.heads(), declaration.inputs.as_slice()) else { return None };
    let Value::Node(last) = phase.root(network, *head) else { return None };
    let is_plain = declaration.parameters.is_empty()
        && !nodes.is_empty()
        && nodes.len() <= MOST_LAYERS
        && phase.own_head(network, last).is_some()
        && nodes.iter().all(|node| network.layer_of(*node).custom.is_none());
    if !is_plain {
        return None;
    }
    nodes.into_iter().map(|node| step(declaration, network, node, node == last)).collect()
}

/// One layer: the place of its output, unless that is the network's, and the call.
fn step(declaration: &Declaration, network: &Network<'_>, node: usize, is_last: bool) -> Option<TokenStream> {
    let (name, scalar) = (&declaration.name, &declaration.scalar);
    let (operation, description) = (names::operation(node), names::description(node));
    let layer = network.nodes()[node].layer;
    let me = names::variable("network");
    let params = match structure::path(&network.graph.fields, layer) {
        Some(path) if network.has_weights(layer) => {
            quote!(::netform::__private::Params::as_slice(&#me.#path))
        }
        _ => quote!(&[]),
    };
    let input = names::variable("input");
    let inputs = Phase::Inference.inputs(network, node).into_iter().map(|value| match value {
        Value::Input(_) => Some(quote!(#input)),
        Value::Node(node) => Some(value_of(node)).map(|value| quote!(&#value.0)),
        Value::Part { .. } => None,
    });
    let inputs = inputs.collect::<Option<Vec<_>>>()?;
    let (register, isa) = (names::variable("Register"), names::variable("isa"));
    let call = |output: TokenStream| {
        quote! {
            ::netform::__private::unrolled_step::<#scalar, #register>(
                #isa,
                &#name::#operation,
                #params,
                &[#(#inputs),*],
                #output,
            );
        }
    };
    if is_last {
        let output = names::variable("output");
        return Some(call(quote!(#output)));
    }
    let value = value_of(node);
    let step = call(quote!(&mut #value.0));
    Some(quote! {
        let mut #value = ::netform::__private::Place(
            [
                <#scalar as ::netform::Scalar>::ZERO;
                ::netform::__private::unrolled_len(#name::__UNROLLS, #name::#description)
            ],
        );
        #step
    })
}

/// The variable of a layer's output.
fn value_of(node: usize) -> Ident {
    format_ident!("value_{node}", span = Span::mixed_site())
}
