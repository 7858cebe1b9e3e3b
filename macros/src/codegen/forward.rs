//! The forward passes: inference, and training with a tape.

use proc_macro2::TokenStream;
use quote::quote;

use super::memory::Buffers;
use super::phase::Phase;
use super::{names, operations, structure};
use crate::check::{Network, Trained};
use crate::graph::Value;

/// The body of `run_infer`.
pub(super) fn inference(network: &Network<'_>) -> TokenStream {
    let phase = Phase::Inference;
    let buffers = Buffers::inference(network);
    let (pass, arena, outputs) =
        (names::variable("pass"), names::variable("arena"), names::variable("outputs"));
    let steps = phase.nodes(network).map(|node| {
        let target = if let Some(head) = phase.own_head(network, node) {
            // A copy for an output's sake is that and no layer's work.
            if network.is_copy(node) {
                let source = source(network, phase.root(network, network.nodes()[node].inputs[0]), &buffers);
                return quote!(#arena.copy(#source, #outputs[#head]););
            }
            quote!(::netform::__private::Target::Given(#outputs[#head]))
        } else {
            let slot = buffers.value(network, Value::Node(node));
            quote!(::netform::__private::Target::Slot(#slot))
        };
        let called = call(network, node, &quote!(false));
        let sources = sources(network, phase, node, &buffers);
        let workspace = buffers.tape(network, node);
        quote! {
            #arena.forward(#pass, &#called, [#(#sources),*], #target, #workspace);
        }
    });
    let copies = network.heads().iter().enumerate().filter_map(|(head, value)| {
        let root = phase.root(network, *value);
        if let Value::Node(node) = root
            && phase.own_head(network, node).is_some()
        {
            return None;
        }
        let source = source(network, root, &buffers);
        Some(quote!(#arena.copy(#source, #outputs[#head]);))
    });
    quote! { #(#steps)* #(#copies)* }
}

/// The body of `run_forward`.
pub(super) fn training(network: &Network<'_>) -> TokenStream {
    let phase = Phase::Training;
    let buffers = Buffers::training(network);
    let arena = names::variable("arena");
    let steps = phase.nodes(network).map(|node| {
        let called = call(network, node, &logits(network, node));
        let sources = sources(network, phase, node, &buffers);
        let (value, tape) = (buffers.value(network, Value::Node(node)), buffers.tape(network, node));
        // What has no backward pass need not keep anything for it: it predicts.
        let predicts =
            network.layer_of(node).custom.is_some() && network.trained(Value::Node(node)) == Trained::Nested;
        let mut pass = pass(network, node);
        if predicts {
            let predicting = names::variable("pass");
            pass = quote!(if NESTED { #pass } else { #predicting.predicting() });
        }
        quote! {
            #arena.forward(
                #pass,
                &#called,
                [#(#sources),*],
                ::netform::__private::Target::Slot(#value),
                #tape,
            );
        }
    });
    quote! { #(#steps)* }
}

/// The pass as a node sees it: what is frozen does not take a batch's statistics.
pub(super) fn pass(network: &Network<'_>, node: usize) -> TokenStream {
    let pass = names::variable("pass");
    let layer = network.nodes()[node].layer;
    if network.has_weights(layer) && !network.has_gradients(layer) {
        quote!(#pass.frozen())
    } else {
        quote!(#pass)
    }
}

/// The output whose loss may take over a node's activation: the one that it gives as it is. A
/// layer between them that gives another shape would make it another axis's activation.
pub(super) fn fused_head(network: &Network<'_>, node: usize) -> Option<usize> {
    let head = Phase::Training.own_head(network, node)?;
    (network.heads()[head] == Value::Node(node)).then_some(head)
}

/// Whether a node leaves out its activation.
pub(super) fn logits(network: &Network<'_>, node: usize) -> TokenStream {
    let logits = names::variable("logits");
    if let Some(head) = fused_head(network, node) { quote!(#logits[#head]) } else { quote!(false) }
}

/// A layer in a pass.
pub(super) fn call(network: &Network<'_>, node: usize, logits: &TokenStream) -> TokenStream {
    let operation = names::operation(node);
    let layer = network.nodes()[node].layer;
    let path = structure::path(network, layer);
    let (op, params) = match (path, &network.layers[layer].custom) {
        (Some(path), Some(custom)) => {
            (operations::as_layer(network, custom, &quote!(operation(&self.#path))), quote!(&[]))
        }
        (Some(path), None) if network.has_weights(layer) => {
            (quote!(&Self::#operation), quote!(::netform::__private::Params::as_slice(&self.#path)))
        }
        _ => (quote!(&Self::#operation), quote!(&[])),
    };
    let (number, description) = (node as u64, names::description(node));
    quote! {
        ::netform::__private::Node {
            op: #op,
            id: #number,
            work: Self::#description.shared_work(),
            params: #params,
            logits: #logits,
        }
    }
}

/// Where a node finds its inputs.
pub(super) fn sources(
    network: &Network<'_>,
    phase: Phase,
    node: usize,
    buffers: &Buffers,
) -> Vec<TokenStream> {
    phase.inputs(network, node).into_iter().map(|value| source(network, value, buffers)).collect()
}

fn source(network: &Network<'_>, value: Value, buffers: &Buffers) -> TokenStream {
    if let Value::Input(index) = value {
        let inputs = names::variable("inputs");
        return quote!(::netform::__private::Source::Given(#inputs[#index]));
    }
    let slot = buffers.value(network, value);
    quote!(::netform::__private::Source::Slot(#slot))
}
