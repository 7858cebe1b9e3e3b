//! Which buffers a pass has, and how long each lives.
//!
//! Steps are counted as nodes: node `i` runs in step `i`, the loss at step `n`, and the backward
//! pass of node `i` at step `2n − i`.

use proc_macro2::TokenStream;
use quote::quote;

use super::phase::{Phase, is_trained};
use super::{names, operations};
use crate::check::Network;
use crate::graph::Value;

/// The buffers of a pass: which place of the plan each has.
#[derive(Default)]
pub(super) struct Buffers {
    /// One expression a buffer.
    expressions: Vec<TokenStream>,
    values: Vec<Option<usize>>,
    tapes: Vec<Option<usize>>,
    gradients: Vec<Option<usize>>,
}

impl Buffers {
    pub(super) fn inference(network: &Network<'_>) -> Self {
        let phase = Phase::Inference;
        let mut buffers = Self::of(network);
        for node in phase.nodes(network) {
            // What nothing but an output reads is written where the caller wants it.
            if phase.own_head(network, node).is_some() {
                continue;
            }
            let mut uses: Vec<TokenStream> = Vec::new();
            for reader in phase.readers(network, Value::Node(node)) {
                uses.push(quote!(.until(#reader, true)));
            }
            if network.heads.iter().any(|head| phase.root(network, *head) == Value::Node(node)) {
                let end = network.nodes.len();
                uses.push(quote!(.until(#end, true)));
            }
            let len = length(node);
            buffers.values[node] = Some(buffers.add(quote!(new(#len, #node) #(#uses)*)));
        }
        buffers
    }

    pub(super) fn training(network: &Network<'_>) -> Self {
        let mut buffers = Self::of(network);
        for node in Phase::Training.nodes(network) {
            buffers.add_value(network, node);
        }
        for node in Phase::Training.nodes(network).collect::<Vec<_>>().into_iter().rev() {
            buffers.add_gradient(network, node);
        }
        buffers
    }

    fn of(network: &Network<'_>) -> Self {
        let none = vec![None; network.nodes.len()];
        Self { expressions: Vec::new(), values: none.clone(), tapes: none.clone(), gradients: none }
    }

    fn add(&mut self, expression: TokenStream) -> usize {
        self.expressions.push(expression);
        self.expressions.len() - 1
    }

    /// A value and its tape, which live as long as a backward pass needs them.
    fn add_value(&mut self, network: &Network<'_>, node: usize) {
        let (phase, loss) = (Phase::Training, network.nodes.len());
        let description = names::description(node);
        let mut uses = Vec::new();
        for reader in phase.readers(network, Value::Node(node)) {
            uses.push(quote!(.until(#reader, true)));
            if is_trained(network, Value::Node(reader)) {
                let (reads, step) = (names::description(reader), 2 * loss - reader);
                uses.push(quote!(.until(#step, Self::#reads.reads_input)));
            }
        }
        if network.heads.iter().any(|head| phase.root(network, *head) == Value::Node(node)) {
            uses.push(quote!(.until(#loss, true)));
        }
        let own = 2 * loss - node;
        let is_trained = is_trained(network, Value::Node(node));
        if is_trained {
            uses.push(quote!(.until(#own, Self::#description.reads_output)));
        }
        let len = length(node);
        self.values[node] = Some(self.add(quote!(new(#len, #node) #(#uses)*)));
        let until = is_trained.then(|| quote!(.until(#own, true)));
        self.tapes[node] = Some(self.add(quote!(new(Self::#description.tape, #node) #until)));
    }

    /// A value's gradient: from the backward pass of its last reader, or the loss, to its own.
    fn add_gradient(&mut self, network: &Network<'_>, node: usize) {
        let (phase, loss) = (Phase::Training, network.nodes.len());
        let value = Value::Node(node);
        let is_head = network.heads.iter().any(|head| phase.root(network, *head) == value);
        if !is_head && !is_trained(network, value) {
            return;
        }
        let born = if is_head {
            loss
        } else {
            phase.readers(network, value).last().map_or(loss, |reader| 2 * loss - reader)
        };
        let (len, own) = (length(node), 2 * loss - node);
        self.gradients[node] = Some(self.add(quote!(new(#len, #born).until(#own, true))));
    }

    /// The place of a value.
    pub(super) fn value(&self, plan: &proc_macro2::Ident, node: usize) -> TokenStream {
        slot(plan, self.values[node])
    }

    /// The place of a tape.
    pub(super) fn tape(&self, plan: &proc_macro2::Ident, node: usize) -> TokenStream {
        slot(plan, self.tapes[node])
    }

    /// The place of a value's gradient.
    pub(super) fn gradient(&self, plan: &proc_macro2::Ident, node: usize) -> TokenStream {
        slot(plan, self.gradients[node])
    }
}

fn slot(plan: &proc_macro2::Ident, index: Option<usize>) -> TokenStream {
    if let Some(index) = index {
        quote!(Self::#plan.slots[#index])
    } else {
        quote!(::netform::__private::NOWHERE)
    }
}

fn length(node: usize) -> TokenStream {
    let shape = operations::shape(Value::Node(node));
    quote!(#shape.len())
}

/// The constants of the plans.
pub(super) fn emit(network: &Network<'_>) -> TokenStream {
    let plan = |name: proc_macro2::Ident, buffers: Buffers| {
        let expressions = buffers.expressions;
        let count = expressions.len();
        quote! {
            const #name: &'static ::netform::__private::Plan<#count> =
                &::netform::__private::Plan::new([#(::netform::__private::Buffer::#expressions),*]);
        }
    };
    let inference = plan(names::inference(), Buffers::inference(network));
    let training = plan(names::training(), Buffers::training(network));
    let scratch = Phase::Training.nodes(network).map(|node| {
        let description = names::description(node);
        quote!(Self::#description.scratch)
    });
    quote! {
        #inference
        #training
        const __SCRATCH: usize = ::netform::__private::largest([#(#scratch),*]);
        const __WORKSPACE: usize = <Self as ::netform::__private::Network>::INFERENCE.elements(1);
    }
}
