//! The backward pass: nodes in reverse, each from its output's gradient to its inputs' and its
//! weights'.

use proc_macro2::TokenStream;
use quote::quote;

use super::memory::Buffers;
use super::phase::Phase;
use super::{forward, names, operations, structure};
use crate::check::{Network, Trained};
use crate::graph::Value;

/// The body of `run_backward`.
pub(super) fn emit(network: &Network<'_>, inputs: usize) -> TokenStream {
    let buffers = Buffers::training(network);
    let pieces = pieces(network);
    let inputs = (0..inputs).map(|input| {
        let (d_input, d_inputs) = (names::d_input(input), names::variable("d_inputs"));
        quote!(let mut #d_input = ::netform::__private::InputGradient::of(::core::iter::Iterator::next(&mut #d_inputs));)
    });
    let nodes: Vec<usize> = Phase::Training.nodes(network).collect();
    let clears = nodes.iter().filter(|node| network.nodes()[**node].outputs > 1).map(|node| {
        let (arena, slot) = (names::variable("arena"), buffers.gradient(network, Value::Node(*node)));
        quote!(#arena.clear(#slot);)
    });
    let steps = nodes.iter().rev().map(|node| {
        let step = step(network, *node, &buffers);
        match network.trained(Value::Node(*node)) {
            Trained::Always => step,
            Trained::Nested => quote!(if NESTED { #step }),
        }
    });
    quote! { #pieces #(#inputs)* #(#clears)* #(#steps)* }
}

/// Cuts the gradients in the order of the fields: one piece a layer that trains.
fn pieces(network: &Network<'_>) -> TokenStream {
    let gradients = names::variable("gradients");
    let cuts = trained_layers(network).into_iter().map(|(layer, node)| {
        let (piece, count) = (names::d_params(layer), self::gradients(network, layer, node));
        quote!(let #piece = ::netform::__private::cut(&mut #gradients, #count);)
    });
    quote! { #(#cuts)* }
}

/// The number of weights of a layer that gradients change.
pub(super) fn trainable(network: &Network<'_>, layer: usize, node: usize) -> TokenStream {
    if let Some(custom) = &network.layers[layer].custom {
        return operations::as_layer(network, custom, &quote!(TABLE.trainable));
    }
    let description = names::description(node);
    quote!(Self::#description.tensors.trainable())
}

/// The number of elements that a layer's backward pass writes: gradients, and what its statistics
/// move by.
pub(super) fn gradients(network: &Network<'_>, layer: usize, node: usize) -> TokenStream {
    if let Some(custom) = &network.layers[layer].custom {
        return operations::as_layer(network, custom, &quote!(TABLE.gradients));
    }
    let description = names::description(node);
    quote!(Self::#description.gradients())
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
    let (phase, value) = (Phase::Training, Value::Node(node));
    let (pass, arena) = (forward::pass(network, node), names::variable("arena"));
    let called = forward::call(network, node, &forward::logits(network, node));
    let sources = forward::sources(network, phase, node, buffers);
    let (output, tape) = (buffers.value(network, value), buffers.tape(network, node));
    let (description, d_output) = (names::description(node), buffers.gradient(network, value));
    let d_inputs = phase.inputs(network, node).into_iter().map(|value| wanted(network, node, value, buffers));
    let layer = network.nodes()[node].layer;
    // The last application's backward pass comes first: it overwrites, and the others add.
    let again = network.nodes().iter().rposition(|other| other.layer == layer) != Some(node);
    let d_params = if network.has_gradients(layer) {
        let (piece, accumulate) = (names::d_params(layer), names::variable("accumulate"));
        quote!((&mut *#piece, #accumulate || #again))
    } else {
        quote!((&mut [], false))
    };
    quote! {
        #arena.backward(
            #pass,
            &#called,
            ::netform::__private::Links {
                inputs: [#(#sources),*],
                output: #output,
                reads: [Self::#description.reads_input, Self::#description.reads_output],
                tape: #tape,
                d_output: #d_output,
                d_inputs: [#(#d_inputs),*],
                d_params: #d_params,
            },
        );
    }
}

/// Where the gradient of one of a node's inputs goes.
fn wanted(network: &Network<'_>, node: usize, value: Value, buffers: &Buffers) -> TokenStream {
    let phase = Phase::Training;
    // The last reader's backward pass comes first and overwrites; the loss comes before all.
    let is_first = phase.readers(network, value).last() == Some(&node);
    let written = match value {
        Value::Input(_) => !is_first,
        Value::Node(producer) => !is_first || phase.gives_output(network, producer),
        // That of several values was cleared.
        Value::Part { .. } => true,
    };
    if let Value::Input(input) = value {
        let d_input = names::d_input(input);
        return quote!(#d_input.wanted(#written));
    }
    let slot = buffers.gradient(network, value);
    quote!(::netform::__private::Wanted::Slot(#slot, #written))
}
