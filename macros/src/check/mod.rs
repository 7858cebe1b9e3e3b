//! Checks a graph against the registry of layers.

mod arguments;
mod arity;
mod common;
pub(crate) mod symbolic;
mod uses;
mod value;
mod word;

pub(crate) use uses::Uses;

use std::cell::OnceCell;

use proc_macro2::{Ident, Span, TokenStream};
use syn::ExprPath;
use syn::ext::IdentExt as _;

use crate::errors::Errors;
use crate::graph::{self, Class, Graph, Node, Value};
use crate::layers::{self, Weights};
use crate::syntax::{Declaration, class_name};

/// A network whose layers are known and whose arguments are expressions.
pub(crate) struct Network<'a> {
    pub(crate) graph: &'a Graph,
    pub(crate) layers: Vec<Layer>,
    /// `f32` or `f64`.
    pub(crate) scalar: Ident,
    /// The declared names of the inputs; empty where there are none.
    pub(crate) input_names: Vec<String>,
    /// For every node of a generic network its sizes.
    pub(crate) sizes: Vec<Option<symbolic::Sizes>>,
    /// For every node when its backward pass runs.
    trained: Vec<Trained>,
    /// For every layer the first node that applies it.
    first_nodes: Vec<Option<usize>>,
    /// For every layer where its weights are.
    pub(crate) paths: OnceCell<Vec<Option<TokenStream>>>,
    /// For every pass which nodes read what.
    pub(crate) uses: [OnceCell<Uses>; 2],
}

/// When the gradient with respect to a value is computed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Trained {
    /// Only within a network that wants the gradients of this one's inputs: there is nothing to
    /// train before it.
    Nested,
    /// In every training.
    Always,
}

/// A layer or an operation.
pub(crate) struct Layer {
    /// The registry's entry; none for layers that are not in it.
    pub(crate) spec: Option<&'static layers::Layer>,
    /// The type of a network or of a user's layer.
    pub(crate) custom: Option<ExprPath>,
    pub(crate) arguments: Arguments,
    /// False with `trainable = false`.
    pub(crate) trainable: bool,
}

/// The arguments of a layer or a word, as expressions.
#[derive(Default)]
pub(crate) struct Arguments {
    /// What its constructor takes.
    pub(crate) required: Vec<TokenStream>,
    /// Its setters, with the span of the name that is given, and what they take.
    pub(crate) settings: Vec<(Ident, TokenStream)>,
    /// The word of an activation among them.
    pub(crate) activation: Option<String>,
}

impl Arguments {
    /// What a setter takes.
    pub(crate) fn setting(&self, name: &str) -> Option<&TokenStream> {
        self.settings.iter().find(|(own, _)| own == name).map(|(_, value)| value)
    }
}

pub(crate) fn check<'a>(declaration: &Declaration, graph: &'a Graph, errors: &Errors) -> Network<'a> {
    let layers: Vec<Layer> =
        graph.layers.iter().map(|layer| check_layer(layer, declaration, errors)).collect();
    arity::check(graph, errors);
    let mut network = Network::new(graph, layers, declaration.scalar.clone());
    let names = declaration.inputs.iter().filter_map(|port| port.name.as_ref());
    network.input_names = names.map(|name| name.unraw().to_string()).collect();
    if !declaration.parameters.is_empty() {
        network.sizes = symbolic::sizes(declaration, &network, errors);
    }
    network
}

/// The constructor call of an initializer; none for a mistake, which is reported.
pub(crate) fn initializer(value: &syn::Expr, errors: &Errors) -> Option<TokenStream> {
    word::convert(&crate::words::INITIALIZERS, "initializer", value, &[], errors)
}

fn check_layer(layer: &graph::Layer, declaration: &Declaration, errors: &Errors) -> Layer {
    let parameters = declaration.parameters.as_slice();
    let spec = layer.spec();
    let (name, tokens) = match &layer.class {
        Class::Named { class, .. } => {
            let written = class_name(class).unraw().to_string();
            let Some(spec) = spec else {
                return check_custom(layer, class, &written, declaration, errors);
            };
            (spec.class, class_name(class).clone())
        }
        Class::Operation { layer: spec, text } => {
            // A function is called by its own name.
            let begins = |name: &&&str| text.strip_prefix(**name).is_some_and(|rest| rest.starts_with('('));
            let name = spec.functions.iter().find(begins).copied().unwrap_or(spec.class);
            (name, Ident::new("operation", layer.place.start))
        }
    };
    let known = spec.map_or(&[][..], |spec| spec.arguments);
    let (common, own) = common::split(&layer.arguments, errors);
    let owner = arguments::Owner { name, tokens: &tokens, end: layer.place.end, parameters };
    let arguments = arguments::bind(&owner, known, own, layer.is_whole, errors);
    Layer { spec, custom: None, arguments, trainable: common.trainable }
}

/// A network or a layer of the user's, whose arguments are its type's.
fn check_custom(
    layer: &graph::Layer,
    class: &ExprPath,
    written: &str,
    declaration: &Declaration,
    errors: &Errors,
) -> Layer {
    let custom = layer.custom().cloned();
    let mut modules = class.path.segments.iter().rev().skip(1);
    if (class_name(class) == &declaration.name || written == "Self")
        && modules.all(|name| name.ident == "self")
    {
        errors.at(class, format!("`{}` cannot be a layer of itself", declaration.name));
        return Layer { spec: None, custom: None, arguments: Arguments::default(), trainable: true };
    }
    if custom.is_none()
        && let Some(message) = layers::mistaken(written)
    {
        errors.at(class, message);
    }
    let (common, own) = common::split(&layer.arguments, errors);
    if custom.is_some()
        && let Some(argument) = own.first()
    {
        let message = format!("`{written}` takes no arguments but `trainable`: its sizes are its type's");
        errors.at(&argument.value, message);
    }
    Layer { spec: None, custom, arguments: Arguments::default(), trainable: common.trainable }
}

impl<'a> Network<'a> {
    pub(crate) fn new(graph: &'a Graph, layers: Vec<Layer>, scalar: Ident) -> Self {
        let mut network = Self {
            graph,
            first_nodes: vec![None; layers.len()],
            layers,
            scalar,
            input_names: Vec::new(),
            sizes: Vec::new(),
            trained: Vec::new(),
            paths: OnceCell::new(),
            uses: Default::default(),
        };
        for (index, node) in graph.nodes.iter().enumerate() {
            network.first_nodes[node.layer].get_or_insert(index);
            let before = node.inputs.iter().map(|input| network.trained(*input)).max();
            let own = if network.has_gradients(node.layer) { Trained::Always } else { Trained::Nested };
            network.trained.push(own.max(before.unwrap_or(Trained::Nested)));
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
        self.first_nodes.get(layer).copied().flatten()
    }

    /// When the gradient with respect to a value is computed.
    pub(crate) fn trained(&self, value: Value) -> Trained {
        value.node().map_or(Trained::Nested, |node| self.trained[node])
    }

    /// True for layers with weights that are not frozen.
    pub(crate) fn has_gradients(&self, layer: usize) -> bool {
        self.layers[layer].trainable && self.has_weights(layer)
    }

    /// Whether a layer's field holds weights.
    pub(crate) fn has_weights(&self, layer: usize) -> bool {
        let layer = &self.layers[layer];
        layer.custom.is_some() || layer.spec.is_some_and(|spec| spec.weights != Weights::None)
    }

    /// Whether a node is a copy that no one has written.
    pub(crate) fn is_copy(&self, node: usize) -> bool {
        let class = &self.graph.layers[self.graph.nodes[node].layer].class;
        matches!(class, Class::Operation { text, .. } if text.is_empty())
    }

    /// How messages call a node: the layer's field and class, or the operation's text with the
    /// class `operation`. A copy is called as what it copies.
    pub(crate) fn called(&self, node: usize) -> (String, String) {
        let layer = &self.graph.layers[self.graph.nodes[node].layer];
        match (&layer.class, self.graph.nodes[node].inputs.first()) {
            (Class::Named { field, .. }, _) => {
                (field.unraw().to_string(), self.class(self.graph.nodes[node].layer))
            }
            (Class::Operation { text, .. }, Some(input)) if text.is_empty() && input.node().is_some() => {
                self.called(input.node().unwrap_or_default())
            }
            (Class::Operation { text, .. }, _) => (text.clone(), "operation".to_owned()),
        }
    }

    /// The activation that ends what a node gives; `linear` where it has none, nothing where it
    /// cannot be known.
    pub(crate) fn activation(&self, node: usize) -> Option<&str> {
        let layer = self.layer_of(node);
        let spec = layer.spec?;
        let takes_one = spec.arguments.iter().any(layers::Argument::is_activation);
        let given = layer.arguments.activation.as_deref();
        given.or(spec.activation).or(takes_one.then_some("linear"))
    }

    /// A layer's class: Keras's name, or that of the user's type.
    pub(crate) fn class(&self, layer: usize) -> String {
        match (self.layers[layer].spec, &self.layers[layer].custom) {
            (Some(spec), _) => spec.class.to_owned(),
            (None, Some(path)) => class_name(path).unraw().to_string(),
            (None, None) => String::new(),
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
