//! The backward pass: nodes in reverse, each from its output's gradient to its inputs' and its
//! weights'.

use proc_macro2::TokenStream;
use quote::quote;

use super::memory::Buffers;
use super::phase::{Phase, has_gradients, is_trained};
use super::{forward, names};
use crate::check::Network;
use crate::graph::Value;

/// The body of `backward`.
pub(super) fn emit(network: &Network<'_>) -> TokenStream {
    let buffers = Buffers::training(network);
    let pieces = pieces(network);
    let nodes: Vec<usize> =
        Phase::Training.nodes(network).filter(|node| is_trained(network, Value::Node(*node))).collect();
    let steps = nodes.into_iter().rev().map(|node| step(network, node, &buffers));
    quote! { #pieces #(#steps)* }
}

/// Cuts the gradients in the order of the fields: one piece a layer that trains.
fn pieces(network: &Network<'_>) -> TokenStream {
    let gradients = names::variable("gradients");
    let cuts = trained_layers(network).map(|(layer, node)| {
        let (piece, description) = (names::d_params(layer), names::description(node));
        quote! {
            let (#piece, #gradients) = #gradients.split_at_mut(Self::#description.tensors.trainable());
        }
    });
    quote! { #(#cuts)* let _ = #gradients; }
}

/// The layers that train, in the order of the fields, each with the first node that applies it.
pub(super) fn trained_layers(network: &Network<'_>) -> impl Iterator<Item = (usize, usize)> {
    (0..network.layers.len()).filter(|layer| has_gradients(network, *layer)).filter_map(|layer| {
        let node = network.nodes.iter().position(|node| node.layer == layer)?;
        Some((layer, node))
    })
}

fn step(network: &Network<'_>, node: usize, buffers: &Buffers) -> TokenStream {
    let (phase, plan) = (Phase::Training, names::training());
    let (pass, arena) = (names::variable("pass"), names::variable("arena"));
    let called = forward::call(network, node, &forward::logits(network, node));
    let sources = forward::sources(network, phase, node, buffers, &plan);
    let (value, tape) = (buffers.value(&plan, node), buffers.tape(&plan, node));
    let d_output = buffers.gradient(&plan, node);
    let d_inputs = phase.inputs(network, node).into_iter().map(|value| match value {
        Value::Node(producer) if is_trained(network, value) => {
            let slot = buffers.gradient(&plan, producer);
            // The last reader's backward pass comes first and overwrites; the loss comes before all.
            let is_head = network.heads.iter().any(|head| phase.root(network, *head) == value);
            let first = phase.readers(network, value).last() == Some(&node);
            let accumulate = is_head || !first;
            quote!((#slot, #accumulate))
        }
        _ => quote!((::netform::__private::NOWHERE, false)),
    });
    let layer = network.nodes[node].layer;
    let d_params = if has_gradients(network, layer) {
        let piece = names::d_params(layer);
        // Likewise for a layer that is applied several times.
        let accumulate = network.nodes.iter().rposition(|other| other.layer == layer) != Some(node);
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
                tape: #tape,
                d_output: #d_output,
                d_inputs: [#(#d_inputs),*],
                d_params: #d_params,
            },
        );
    }
}
