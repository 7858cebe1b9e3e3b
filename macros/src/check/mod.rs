//! Checks a graph against the registry of layers.

mod arguments;
mod arity;
mod common;
mod value;
mod word;

use proc_macro2::{Ident, Span, TokenStream};
use syn::ext::IdentExt as _;

use crate::errors::Errors;
use crate::graph::{self, Class, Graph, Node, Value};
use crate::layers::{self, Weights};
use crate::syntax::Declaration;

/// A network whose layers are known and whose arguments are expressions.
pub(crate) struct Network<'a> {
    pub(crate) graph: &'a Graph,
    pub(crate) layers: Vec<Layer>,
    /// The declared names of the inputs; empty where there are none.
    pub(crate) input_names: Vec<String>,
    /// For every node whether there is something to train in it or before it.
    trained: Vec<bool>,
}

/// A layer or an operation.
pub(crate) struct Layer {
    /// The registry's entry; none after a mistake in the name.
    pub(crate) spec: Option<&'static layers::Layer>,
    pub(crate) arguments: Arguments,
    /// False with `trainable = false`.
    pub(crate) trainable: bool,
}

/// The arguments of a layer or a word, as expressions.
#[derive(Default)]
pub(crate) struct Arguments {
    /// What its constructor takes.
    pub(crate) required: Vec<TokenStream>,
    /// What its setters take.
    pub(crate) settings: Vec<(&'static str, TokenStream)>,
}

pub(crate) fn check<'a>(declaration: &Declaration, graph: &'a Graph, errors: &Errors) -> Network<'a> {
    let layers: Vec<Layer> = graph.layers.iter().map(|layer| check_layer(layer, errors)).collect();
    arity::check(graph, errors);
    let mut network = Network::new(graph, layers);
    let names = declaration.inputs.iter().filter_map(|port| port.name.as_ref());
    network.input_names = names.map(|name| name.unraw().to_string()).collect();
    network
}

fn check_layer(layer: &graph::Layer, errors: &Errors) -> Layer {
    let spec = layer.spec();
    let (name, tokens) = match &layer.class {
        Class::Named { class, .. } => {
            let written = class.unraw().to_string();
            let Some(spec) = spec else {
                errors.at(class, layers::explain(&written));
                return Layer { spec, arguments: Arguments::default(), trainable: true };
            };
            (spec.class, class.clone())
        }
        Class::Operation { layer: spec, .. } => (spec.class, Ident::new("operation", layer.place.start)),
    };
    let known = spec.map_or(&[][..], |spec| spec.arguments);
    let (common, own) = common::split(&layer.arguments, errors);
    let owner = arguments::Owner { name, tokens: &tokens, end: layer.place.end };
    let arguments = arguments::bind(&owner, known, own, layer.is_whole, errors);
    Layer { spec, arguments, trainable: common.trainable }
}

impl<'a> Network<'a> {
    pub(crate) fn new(graph: &'a Graph, layers: Vec<Layer>) -> Self {
        let mut network = Self { graph, layers, input_names: Vec::new(), trained: Vec::new() };
        for node in &graph.nodes {
            let before = node.inputs.iter().any(|input| network.is_trained(*input));
            network.trained.push(before || network.has_gradients(node.layer));
        }
        network
    }

    pub(crate) fn nodes(&self) -> &[Node] {
        &self.graph.nodes
    }

    pub(crate) fn heads(&self) -> &[Value] {
        &self.graph.heads
    }

    /// The layer that a node applies.
    pub(crate) fn layer_of(&self, node: usize) -> &Layer {
        &self.layers[self.graph.nodes[node].layer]
    }

    /// The first node that applies a layer.
    pub(crate) fn first_node(&self, layer: usize) -> Option<usize> {
        self.graph.nodes.iter().position(|node| node.layer == layer)
    }

    /// True where the loss's gradient with respect to a value is wanted: where there is something
    /// to train before it.
    pub(crate) fn is_trained(&self, value: Value) -> bool {
        match value {
            Value::Input(_) => false,
            Value::Node(node) => self.trained[node],
        }
    }

    /// True for layers with weights that are not frozen.
    pub(crate) fn has_gradients(&self, layer: usize) -> bool {
        self.layers[layer].trainable && self.has_weights(layer)
    }

    /// Whether a layer's field holds weights.
    pub(crate) fn has_weights(&self, layer: usize) -> bool {
        self.layers[layer].spec.is_some_and(|spec| spec.weights != Weights::None)
    }

    /// How messages call a node: the layer's field and class, or the operation's text with the
    /// class `operation`. A copy is called as what it copies.
    pub(crate) fn called(&self, node: usize) -> (String, &'static str) {
        let layer = &self.graph.layers[self.graph.nodes[node].layer];
        match (&layer.class, self.graph.nodes[node].inputs.first()) {
            (Class::Named { field, .. }, _) => {
                (field.unraw().to_string(), layer.spec().map_or("", |spec| spec.class))
            }
            (Class::Operation { text, .. }, Some(Value::Node(input))) if text.is_empty() => {
                self.called(*input)
            }
            (Class::Operation { text, .. }, _) => (text.clone(), "operation"),
        }
    }

    /// An identifier of a node, for notes that show where it stands.
    pub(crate) fn label(&self, node: usize, span: Span) -> Ident {
        match &self.graph.layers[self.graph.nodes[node].layer].class {
            Class::Named { field, .. } => {
                let mut field = field.clone();
                field.set_span(span);
                field
            }
            Class::Operation { .. } => Ident::new("operation", span),
        }
    }
}
