//! The prediction of a small network in one piece.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{format_ident, quote};

use super::phase::Phase;
use super::{names, samples, structure};
use crate::check::Network;
use crate::graph::Value;
use crate::syntax::Declaration;

/// The most layers of a network that may be small.
const MOST_LAYERS: usize = 16;

/// What is unrolled.
const PHASE: Phase = Phase::Inference;

/// The method `predict_unrolled`, for networks that may be small enough: what they are known to be
/// only by the compiler. Nothing for others.
pub(super) fn emit(declaration: &Declaration, network: &Network<'_>) -> TokenStream {
    let Some(nodes) = nodes(declaration, network) else { return TokenStream::new() };
    let steps = nodes.iter().map(|node| step(declaration, network, *node));
    let copies = network.heads().iter().enumerate().filter_map(|(head, value)| {
        let mut root = PHASE.root(network, *value);
        if let Value::Node(node) = root
            && PHASE.own_head(network, node).is_some()
        {
            // A layer writes its output itself; a copy for an output's sake is one of its source.
            if !network.is_copy(node) {
                return None;
            }
            root = PHASE.root(network, network.nodes()[node].inputs[0]);
        }
        let (source, outputs) = (source(declaration, root), names::variable("outputs"));
        Some(quote!(#outputs[#head].copy_from_slice(#source);))
    });
    let (name, scalar) = (&declaration.name, &declaration.scalar);
    let isa = names::variable("isa");
    let (register, work) = (names::variable("Register"), names::variable("Work"));
    let (me, input, output) =
        (names::variable("network"), names::variable("input"), names::variable("output"));
    let (inputs, outputs) = (names::variable("inputs"), names::variable("outputs"));
    let (input_type, output_type) = (samples::input(declaration), samples::output(declaration));
    let input_parts = 0..declaration.inputs.len();
    quote! {
        const UNROLLS: bool = Self::__UNROLLS;

        #[inline]
        fn predict_unrolled(&self, #input: &Self::Input, #output: &mut Self::Output) {
            struct #work;
            impl ::netform::__private::Unrolled<#scalar> for #work {
                type Network = #name;
                type Input = #input_type;
                type Output = #output_type;

                #[inline(always)]
                fn run<#register: ::netform::__private::Register<Scalar = #scalar>>(
                    #isa: ::netform::__private::Isa,
                    #me: &#name,
                    #input: &#input_type,
                    #output: &mut #output_type,
                ) {
                    let #inputs = [#(::netform::__private::Sample::part(#input, #input_parts)),*];
                    let #outputs = ::netform::__private::Sample::parts_mut(#output);
                    #(#steps)*
                    #(#copies)*
                }
            }
            if Self::__UNROLLS {
                ::netform::__private::unrolled::<#scalar, #work>(self, #input, #output);
            }
        }
    }
}

/// The constant that says whether the network is small enough.
pub(super) fn constant(declaration: &Declaration, network: &Network<'_>) -> TokenStream {
    let Some(nodes) = nodes(declaration, network) else { return TokenStream::new() };
    let descriptions = nodes.into_iter().map(|node| {
        let description = names::description(node);
        quote!(Self::#description)
    });
    quote!(const __UNROLLS: bool = ::netform::__private::unrolls(&[#(#descriptions),*]);)
}

/// The nodes in order; nothing where the network has more than an unrolled prediction is made for.
fn nodes(declaration: &Declaration, network: &Network<'_>) -> Option<Vec<usize>> {
    // A copy for an output's sake is no layer's work.
    let is_work = |node: &usize| !network.is_copy(*node) || PHASE.own_head(network, *node).is_none();
    let nodes: Vec<usize> = PHASE.nodes(network).filter(is_work).collect();
    let is_plain = declaration.parameters.is_empty()
        && (1..=MOST_LAYERS).contains(&nodes.len())
        && nodes.iter().all(|node| network.layer_of(*node).custom.is_none());
    is_plain.then_some(nodes)
}

/// One layer: the places of its output, unless that is the network's, and of its working memory, and
/// the call.
fn step(declaration: &Declaration, network: &Network<'_>, node: usize) -> TokenStream {
    let (name, scalar) = (&declaration.name, &declaration.scalar);
    let (operation, description) = (names::operation(node), names::description(node));
    let layer = network.nodes()[node].layer;
    let me = names::variable("network");
    let params = match structure::path(network, layer) {
        Some(path) if network.has_weights(layer) => {
            quote!(::netform::__private::Params::as_slice(&#me.#path))
        }
        _ => quote!(&[]),
    };
    let inputs = PHASE.inputs(network, node).into_iter().map(|value| source(declaration, value));
    let (register, isa, scratch) =
        (names::variable("Register"), names::variable("isa"), names::variable("scratch"));
    let place = |len: TokenStream| {
        quote! {
            ::netform::__private::Place(
                [
                    <#scalar as ::netform::Scalar>::ZERO;
                    ::netform::__private::#len(#name::__UNROLLS, #name::#description)
                ],
            )
        }
    };
    let (value, output) = if let Some(head) = PHASE.own_head(network, node) {
        let outputs = names::variable("outputs");
        (TokenStream::new(), quote!(&mut *#outputs[#head]))
    } else {
        let (value, place) = (value_of(node), place(quote!(unrolled_len)));
        (quote!(let mut #value = #place;), quote!(&mut #value.0))
    };
    let memory = place(quote!(unrolled_scratch));
    quote! {
        #value
        let mut #scratch = #memory;
        ::netform::__private::unrolled_step::<
            #scalar,
            #register,
            { ::netform::__private::unrolled_last(#name::__UNROLLS, #name::#description) },
        >(
            #isa,
            &#name::#operation,
            #params,
            &[#(#inputs),*],
            #output,
            &mut #scratch.0,
        );
    }
}

/// Where a value is.
fn source(declaration: &Declaration, value: Value) -> TokenStream {
    let name = &declaration.name;
    match value {
        Value::Input(index) => {
            let inputs = names::variable("inputs");
            quote!(#inputs[#index])
        }
        Value::Node(node) => {
            let value = value_of(node);
            quote!(&#value.0)
        }
        Value::Part { node, part } => {
            let (value, description) = (value_of(node), names::description(node));
            // A block, so that no call is left to the pass.
            quote! {
                ::netform::__private::unrolled_part(
                    &#value.0,
                    const { ::netform::__private::unrolled_place(#name::__UNROLLS, #name::#description, #part) },
                )
            }
        }
    }
}

/// The variable of a layer's output.
fn value_of(node: usize) -> Ident {
    format_ident!("value_{node}", span = Span::mixed_site())
}
