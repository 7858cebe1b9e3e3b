//! The backward pass: nodes in reverse, each from its output's gradient to its inputs' and its
//! weights'.

use proc_macro2::TokenStream;
use quote::quote;

use super::memory::Buffers;
use super::phase::Phase;
use super::{forward, names, structure};
use crate::check::Network;
use crate::graph::Value;

/// The body of `backward`.
pub(super) fn emit(network: &Network<'_>) -> TokenStream {
    let buffers = Buffers::training(network);
    let pieces = pieces(network);
    let nodes: Vec<usize> =
        Phase::Training.nodes(network).filter(|node| network.is_trained(Value::Node(*node))).collect();
    let steps = nodes.into_iter().rev().map(|node| step(network, node, &buffers));
    quote! { #pieces #(#steps)* }
}

/// Cuts the gradients in the order of the fields: one piece a layer that trains.
fn pieces(network: &Network<'_>) -> TokenStream {
    let gradients = names::variable("gradients");
    let cuts = trained_layers(network).into_iter().map(|(layer, node)| {
        let (piece, description) = (names::d_params(layer), names::description(node));
        quote! {
            let (#piece, #gradients) = #gradients.split_at_mut(Self::#description.tensors.trainable());
        }
    });
    quote! { #(#cuts)* let _ = #gradients; }
}

/// The layers that train, in the order of the fields, each with the first node that applies it.
pub(super) fn trained_layers(network: &Network<'_>) -> Vec<(usize, usize)> {
    structure::layers(&network.graph.fields)
        .into_iter()
        .filter(|layer| network.has_gradients(*layer))
        .filter_map(|layer| Some((layer, network.first_node(layer)?)))
        .collect()
}

fn step(network: &Network<'_>, node: usize, buffers: &Buffers) -> TokenStream {
    let (phase, plan) = (Phase::Training, names::training());
    let (pass, arena) = (names::variable("pass"), names::variable("arena"));
    let called = forward::call(network, node, &forward::logits(network, node));
    let sources = forward::sources(network, phase, node, buffers, &plan);
    let (value, tape) = (buffers.value(&plan, node), buffers.tape(&plan, node));
    let (description, d_output) = (names::description(node), buffers.gradient(&plan, node));
    let d_inputs = phase.inputs(network, node).into_iter().map(|value| match value {
        Value::Node(producer) if network.is_trained(value) => {
            let slot = buffers.gradient(&plan, producer);
            // The last reader's backward pass comes first and overwrites; the loss comes before all.
            let is_head = network.heads().iter().any(|head| phase.root(network, *head) == value);
            let first = phase.readers(network, value).last() == Some(&node);
            let accumulate = is_head || !first;
            quote!((#slot, #accumulate))
        }
        _ => quote!((::netform::__private::NOWHERE, false)),
    });
    let layer = network.nodes()[node].layer;
    let d_params = if network.has_gradients(layer) {
        let piece = names::d_params(layer);
        // Likewise for a layer that is applied several times.
        let accumulate = network.nodes().iter().rposition(|other| other.layer == layer) != Some(node);
        quote!((&mut *#piece, #accumulate))
    } else {
        quote!((&mut [], false))
    };
    quote! {
        #arena.backward(
            #pass,
            &#called,
            ::netform::__private::Links {
                inputs: [#(#sources),*],
                output: #value,
                reads: [Self::#description.reads_input, Self::#description.reads_output],
                tape: #tape,
                d_output: #d_output,
                d_inputs: [#(#d_inputs),*],
                d_params: #d_params,
            },
        );
    }
}
