//! Names and edges: which layer is applied to which value, and what each layer's field is called.

mod names;

use proc_macro2::Span;
use syn::Ident;

use crate::errors::Errors;
use crate::syntax::{Declaration, Item};

/// A network as layers, their applications in order, and the values that it gives.
pub(crate) struct Graph<'a> {
    pub(crate) layers: Vec<Layer<'a>>,
    pub(crate) nodes: Vec<Node>,
    /// One value for every output, in declared order.
    pub(crate) heads: Vec<Value>,
}

/// A field of the network.
pub(crate) struct Layer<'a> {
    pub(crate) field: Ident,
    pub(crate) item: &'a Item,
}

/// One application of a layer.
#[derive(Clone, Debug)]
pub(crate) struct Node {
    /// The layer's index.
    pub(crate) layer: usize,
    pub(crate) inputs: Vec<Value>,
}

/// Something that a layer can be applied to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Value {
    /// An input of the network, by its index.
    Input(usize),
    /// What a node gives, by its index.
    Node(usize),
}

/// Resolves a list: each layer is applied to the one before.
pub(crate) fn build<'a>(declaration: &'a Declaration, errors: &Errors) -> Graph<'a> {
    let fields = names::fields(&declaration.items, errors);
    let layers: Vec<Layer<'_>> =
        fields.into_iter().zip(&declaration.items).map(|(field, item)| Layer { field, item }).collect();
    let mut last = Value::Input(0);
    let mut nodes = Vec::new();
    for layer in 0..layers.len() {
        nodes.push(Node { layer, inputs: vec![last] });
        last = Value::Node(layer);
    }
    Graph { layers, nodes, heads: vec![last] }
}

impl Layer<'_> {
    pub(crate) fn start(&self) -> Span {
        self.item.layer.class.span()
    }

    pub(crate) fn end(&self) -> Span {
        self.item.layer.end()
    }
}
