//! Names and edges: which layer is applied to which value, and what each layer's field is called.

mod application;
mod builder;
mod expression;
mod mistakes;
mod names;
mod operation;
mod outputs;
mod scope;
mod statements;

use proc_macro2::Span;
use syn::ext::IdentExt as _;
use syn::{Attribute, ExprPath, Ident};

use crate::errors::Errors;
use crate::layers;
use crate::syntax::{Argument, Body, Declaration};

/// A network as layers, their applications in order, and the values that it gives.
#[derive(Default)]
pub(crate) struct Graph {
    /// Layers and operations, in the order in which they are written.
    pub(crate) layers: Vec<Layer>,
    /// The fields of the struct.
    pub(crate) fields: Vec<Field>,
    pub(crate) nodes: Vec<Node>,
    /// One value for every output, in declared order; missing after a mistake.
    pub(crate) heads: Vec<Value>,
}

/// A layer, or an operation such as `a + b`, which has no weights and no field.
pub(crate) struct Layer {
    pub(crate) class: Class,
    pub(crate) arguments: Vec<Argument>,
    pub(crate) place: Place,
    /// False after a mistake in its arguments.
    pub(crate) is_whole: bool,
}

/// What a layer is.
pub(crate) enum Class {
    /// The class that the user names, and the field's name.
    Named { class: ExprPath, field: Ident },
    /// A layer that an expression stands for, and the expression's text.
    Operation { layer: &'static layers::Layer, text: String },
}

/// Where something begins and where its last token stands.
#[derive(Clone, Copy)]
pub(crate) struct Place {
    pub(crate) start: Span,
    pub(crate) end: Span,
}

/// A field of the struct, with the comment that documents it.
pub(crate) enum Field {
    /// A layer's weights.
    Layer { name: Ident, docs: Vec<Attribute>, layer: usize },
    /// Several layers that are one.
    Block { name: Ident, docs: Vec<Attribute>, fields: Vec<Field> },
}

/// One application of a layer.
#[derive(Clone)]
pub(crate) struct Node {
    /// The layer's index.
    pub(crate) layer: usize,
    /// What it is applied to, then what it is given by name.
    pub(crate) inputs: Vec<Value>,
    /// How many of the inputs are given by name.
    pub(crate) named: usize,
    /// How many names its values are bound to.
    pub(crate) outputs: usize,
    pub(crate) place: Place,
}

/// Something that a layer can be applied to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Value {
    /// An input of the network, by its index.
    Input(usize),
    /// What a node gives, by its index.
    Node(usize),
    /// One of several values that a node gives.
    Part { node: usize, part: usize },
}

impl Value {
    /// The node that gives it.
    pub(crate) fn node(self) -> Option<usize> {
        match self {
            Self::Input(_) => None,
            Self::Node(node) | Self::Part { node, .. } => Some(node),
        }
    }
}

/// Resolves a declaration's body.
pub(crate) fn build(declaration: &Declaration, errors: &Errors) -> Graph {
    match &declaration.body {
        Body::List(items) => statements::list(items, errors),
        Body::Graph(statements) => statements::graph(declaration, statements, errors),
    }
}

impl Graph {
    /// The layer that a node applies, where it is known.
    pub(crate) fn spec(&self, node: usize) -> Option<&'static layers::Layer> {
        self.layers[self.nodes[node].layer].spec()
    }

    /// The value whose memory a value is: itself, or the source of a view such as `Flatten`.
    fn root(&self, mut value: Value) -> Value {
        while let Value::Node(node) = value
            && self.is_view(node)
        {
            value = self.nodes[node].inputs[0];
        }
        value
    }

    /// True where a node computes with the memory of `root`.
    fn reads(&self, node: usize, root: Value) -> bool {
        !self.is_view(node) && self.nodes[node].inputs.iter().any(|input| self.root(*input) == root)
    }

    fn is_view(&self, node: usize) -> bool {
        self.spec(node).is_some_and(|layer| layer.work == layers::Work::Never)
    }
}

impl Layer {
    /// The registry's entry; none for a class that is not in it.
    pub(crate) fn spec(&self) -> Option<&'static layers::Layer> {
        match &self.class {
            Class::Named { class, .. } => layers::find(&class.path.get_ident()?.unraw().to_string()),
            Class::Operation { layer, .. } => Some(layer),
        }
    }
}

impl Layer {
    /// The type of a layer that is not netform's: a network's, or a user's own.
    pub(crate) fn custom(&self) -> Option<&ExprPath> {
        let Class::Named { class, .. } = &self.class else { return None };
        let name = class.path.get_ident().map(|name| name.unraw().to_string());
        let is_mistaken =
            name.is_some_and(|name| layers::find(&name).is_some() || layers::mistaken(&name).is_some());
        (!is_mistaken).then_some(class)
    }
}

impl Place {
    pub(crate) fn at(span: Span) -> Self {
        Self { start: span, end: span }
    }

    /// The place of some tokens.
    pub(crate) fn of(tokens: impl quote::ToTokens) -> Self {
        let mut tokens = tokens.to_token_stream().into_iter();
        let Some(first) = tokens.next() else { return Self::at(Span::call_site()) };
        let last = tokens.last().unwrap_or_else(|| first.clone());
        let end = match &last {
            proc_macro2::TokenTree::Group(group) => group.span_close(),
            other => other.span(),
        };
        Self { start: first.span(), end }
    }
}

impl Field {
    pub(crate) fn name(&self) -> &Ident {
        match self {
            Self::Layer { name, .. } | Self::Block { name, .. } => name,
        }
    }
}
