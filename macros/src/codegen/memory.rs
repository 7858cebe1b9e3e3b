//! Which buffers a pass has, and how long each lives.
//!
//! Steps are counted as nodes: node `i` runs in step `i`, the loss at step `n`, and the backward
//! pass of node `i` at step `2n − i`.
//!
//! A network that trains within another has more to keep and to compute: the gradients of its
//! inputs are wanted. Both plans are made from the same list, by the parameter `nested`.

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};

use super::phase::Phase;
use super::{names, operations};
use crate::check::{Network, Trained};
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
            if network.layer_of(node).custom.is_some() {
                let description = names::description(node);
                buffers.tapes[node] = Some(buffers.add(quote!(new(Self::#description.workspace, #node))));
            }
            // What nothing but an output reads is written where the caller wants it.
            if phase.own_head(network, node).is_some() {
                continue;
            }
            let mut uses: Vec<TokenStream> = Vec::new();
            for reader in phase.readers_of(network, node) {
                uses.push(quote!(.until(#reader, true)));
            }
            if phase.gives_output(network, node) {
                let end = network.nodes().len();
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
            buffers.add_tape(network, node);
        }
        for node in Phase::Training.nodes(network).collect::<Vec<_>>().into_iter().rev() {
            buffers.add_gradient(network, node);
        }
        buffers
    }

    fn of(network: &Network<'_>) -> Self {
        let none = vec![None; network.nodes().len()];
        Self { expressions: Vec::new(), values: none.clone(), tapes: none.clone(), gradients: none }
    }

    fn add(&mut self, expression: TokenStream) -> usize {
        self.expressions.push(expression);
        self.expressions.len() - 1
    }

    /// A value lives as long as a later step or a backward pass reads it.
    fn add_value(&mut self, network: &Network<'_>, node: usize) {
        let (phase, loss) = (Phase::Training, network.nodes().len());
        let description = names::description(node);
        let mut uses = Vec::new();
        for &reader in phase.readers_of(network, node) {
            let (reads, step) = (names::description(reader), 2 * loss - reader);
            let when = when(network, reader);
            uses.push(quote!(.until(#reader, true)));
            uses.push(quote!(.until(#step, #when && Self::#reads.reads_input)));
        }
        if phase.gives_output(network, node) {
            uses.push(quote!(.until(#loss, true)));
        }
        let (own, when) = (2 * loss - node, when(network, node));
        uses.push(quote!(.until(#own, #when && Self::#description.reads_output)));
        let len = length(node);
        self.values[node] = Some(self.add(quote!(new(#len, #node) #(#uses)*)));
    }

    /// A tape lives until the node's backward pass. A network or a layer of the user's that has
    /// none predicts, in its workspace.
    fn add_tape(&mut self, network: &Network<'_>, node: usize) {
        let (description, own) = (names::description(node), 2 * network.nodes().len() - node);
        let when = when(network, node);
        let len = if network.layer_of(node).custom.is_some() {
            quote!(if #when { Self::#description.tape } else { Self::#description.workspace })
        } else {
            quote!(Self::#description.tape)
        };
        self.tapes[node] = Some(self.add(quote!(new(#len, #node).until(#own, #when))));
    }

    /// A value's gradient: from the backward pass of its last reader, or the loss, to its own.
    fn add_gradient(&mut self, network: &Network<'_>, node: usize) {
        let (phase, loss) = (Phase::Training, network.nodes().len());
        let is_head = phase.gives_output(network, node);
        // That of several values is cleared first, as not all of them may be read.
        let from_loss = is_head || network.nodes()[node].outputs > 1;
        let last = phase.readers_of(network, node).last().copied();
        let born = if from_loss { loss } else { last.map_or(loss, |reader| 2 * loss - reader) };
        let (len, own, when) = (length(node), 2 * loss - node, when(network, node));
        let len = if is_head { len } else { quote!(if #when { #len } else { 0 }) };
        self.gradients[node] = Some(self.add(quote!(new(#len, #born).until(#own, #when))));
    }

    /// The place of a value.
    pub(super) fn value(&self, network: &Network<'_>, value: Value) -> TokenStream {
        place(network, &self.values, value)
    }

    /// The place of a node's tape.
    pub(super) fn tape(&self, network: &Network<'_>, node: usize) -> TokenStream {
        place(network, &self.tapes, Value::Node(node))
    }

    /// The place of a value's gradient.
    pub(super) fn gradient(&self, network: &Network<'_>, value: Value) -> TokenStream {
        place(network, &self.gradients, value)
    }
}

/// The place of a value in the plan that the variable `plan` holds.
fn place(network: &Network<'_>, places: &[Option<usize>], value: Value) -> TokenStream {
    let plan = names::variable("plan");
    let index = value.node().and_then(|node| places[node]);
    match (index, value) {
        (Some(index), Value::Part { node, part }) => {
            let Some(custom) = &network.layer_of(node).custom else {
                let description = names::description(node);
                return quote!(Self::#description.parts.place(#plan.slots[#index], #part));
            };
            let table = operations::as_layer(network, custom, &quote!(TABLE));
            quote!(::netform::__private::part(#table, #plan.slots[#index], #part))
        }
        (Some(index), _) => quote!(#plan.slots[#index]),
        (None, _) => quote!(::netform::__private::NOWHERE),
    }
}

/// Whether a node's backward pass runs, as a condition.
fn when(network: &Network<'_>, node: usize) -> TokenStream {
    match network.trained(Value::Node(node)) {
        Trained::Always => quote!(true),
        Trained::Nested => quote!(nested),
    }
}

fn length(node: usize) -> TokenStream {
    let description = names::description(node);
    quote!(Self::#description.output.len())
}

/// The constants of the plans.
pub(super) fn emit(network: &Network<'_>) -> TokenStream {
    let inference = Buffers::inference(network).expressions;
    let training = Buffers::training(network).expressions;
    let (inference_count, training_count) = (inference.len(), training.len());
    let (inference_name, training_name, nested_name) =
        (names::inference(), names::training(), names::nested());
    let scratch = |phase: Phase, field: Ident| {
        let needed = phase.nodes(network).map(|node| {
            let description = names::description(node);
            quote!(Self::#description.#field)
        });
        quote!(::netform::__private::largest([#(#needed),*]))
    };
    let inference_scratch = scratch(Phase::Inference, format_ident!("inference_scratch"));
    let scratch = scratch(Phase::Training, format_ident!("scratch"));
    let plan = |name: &Ident, count: usize, value: TokenStream| quote!(const #name: &'static ::netform::__private::Plan<#count> = &#value;);
    let inference = plan(
        &inference_name,
        inference_count,
        quote!(::netform::__private::Plan::new([#(::netform::__private::Buffer::#inference),*])),
    );
    let plain = plan(&training_name, training_count, quote!(Self::__training_plan(false)));
    // Where every node has a backward pass anyway, both are the same.
    let is_trained = |node| network.trained(Value::Node(node)) == Trained::Always;
    let is_same = Phase::Training.nodes(network).all(is_trained);
    let nested = if is_same { quote!(Self::#training_name) } else { quote!(&Self::__training_plan(true)) };
    let nested = quote!(const #nested_name: &'static ::netform::__private::Plan<#training_count> = #nested;);
    quote! {
        #inference
        #plain
        #nested
        const __INFERENCE_SCRATCH: usize = #inference_scratch;
        const __SCRATCH: usize = #scratch;

        const fn __training_plan(nested: bool) -> ::netform::__private::Plan<#training_count> {
            let _ = nested;
            ::netform::__private::Plan::new([#(::netform::__private::Buffer::#training),*])
        }
    }
}
