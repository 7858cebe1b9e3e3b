//! The forward passes: inference, and training with a tape.

use proc_macro2::{Ident, TokenStream};
use quote::quote;

use super::memory::Buffers;
use super::phase::Phase;
use super::{names, structure};
use crate::check::Network;
use crate::graph::Value;

/// The body of `infer`.
pub(super) fn inference(network: &Network<'_>) -> TokenStream {
    let (phase, plan) = (Phase::Inference, names::inference());
    let buffers = Buffers::inference(network);
    let (pass, arena, outputs) =
        (names::variable("pass"), names::variable("arena"), names::variable("outputs"));
    let steps = phase.nodes(network).map(|node| {
        let target = if let Some(head) = phase.own_head(network, node) {
            quote!(::netform::__private::Target::Given(#outputs[#head]))
        } else {
            let slot = buffers.value(&plan, node);
            quote!(::netform::__private::Target::Slot(#slot))
        };
        let called = call(network, node, &quote!(false));
        let sources = sources(network, phase, node, &buffers, &plan);
        quote! {
            #arena.forward(#pass, &#called, [#(#sources),*], #target, ::netform::__private::NOWHERE);
        }
    });
    let copies = network.heads().iter().enumerate().filter_map(|(head, value)| {
        let root = phase.root(network, *value);
        if let Value::Node(node) = root
            && phase.own_head(network, node).is_some()
        {
            return None;
        }
        let source = source(root, &buffers, &plan);
        Some(quote!(#arena.copy(#source, #outputs[#head]);))
    });
    quote! { #(#steps)* #(#copies)* }
}

/// The body of `forward`.
pub(super) fn training(network: &Network<'_>) -> TokenStream {
    let (phase, plan) = (Phase::Training, names::training());
    let buffers = Buffers::training(network);
    let (pass, arena) = (names::variable("pass"), names::variable("arena"));
    let steps = phase.nodes(network).map(|node| {
        let called = call(network, node, &logits(network, node));
        let sources = sources(network, phase, node, &buffers, &plan);
        let (value, tape) = (buffers.value(&plan, node), buffers.tape(&plan, node));
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
    let weightless =
        network.graph.layers[layer].spec().is_some_and(|spec| spec.weights == crate::layers::Weights::None);
    let params = match structure::path(&network.graph.fields, layer) {
        Some(path) if !weightless => quote!(::netform::__private::Params::as_slice(&self.#path)),
        _ => quote!(&[]),
    };
    let number = node as u64;
    quote! {
        ::netform::__private::Node {
            op: &Self::#operation,
            id: #number,
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
    plan: &Ident,
) -> Vec<TokenStream> {
    phase.inputs(network, node).into_iter().map(|value| source(value, buffers, plan)).collect()
}

fn source(value: Value, buffers: &Buffers, plan: &Ident) -> TokenStream {
    match value {
        Value::Input(index) => {
            let inputs = names::variable("inputs");
            quote!(::netform::__private::Source::Given(#inputs[#index]))
        }
        Value::Node(node) => {
            let slot = buffers.value(plan, node);
            quote!(::netform::__private::Source::Slot(#slot))
        }
    }
}
