//! The graph under construction.

use syn::{Attribute, Ident};

use super::names::Names;
use super::scope::{Bound, Scope};
use super::{Class, Field, Graph, Layer, Node, Place, Value};
use crate::errors::Errors;
use crate::layers;
use crate::syntax::{Argument, LayerCall};

pub(super) struct Builder<'a> {
    pub(super) errors: &'a Errors,
    pub(super) graph: Graph,
    pub(super) names: Names,
    pub(super) scope: Scope,
    /// Names that are bound somewhere in the body, for "used before it exists".
    pub(super) bound_later: Vec<Ident>,
}

/// What a new field is called and how it is documented.
#[derive(Clone, Copy, Default)]
pub(super) struct Label<'a> {
    pub(super) name: Option<&'a Ident>,
    pub(super) docs: &'a [Attribute],
}

impl<'a> Builder<'a> {
    pub(super) fn new(errors: &'a Errors) -> Self {
        Self {
            errors,
            graph: Graph::default(),
            names: Names::default(),
            scope: Scope::default(),
            bound_later: Vec::new(),
        }
    }

    /// A new layer, and the field that it gets.
    pub(super) fn declare(&mut self, call: LayerCall, names: &mut Names, label: Label<'_>) -> (Bound, Field) {
        let name = label.name.cloned().unwrap_or_else(|| names.automatic(call.name()));
        let place = Place { start: Place::of(&call.class).start, end: call.end };
        self.graph.layers.push(Layer {
            class: Class::Named { class: call.class, field: name.clone() },
            arguments: call.arguments,
            place,
            is_whole: call.is_whole,
        });
        let layer = self.graph.layers.len() - 1;
        (Bound::One(layer), Field::Layer { name, docs: label.docs.to_vec(), layer })
    }

    /// Applies a layer, or several in a row.
    pub(super) fn apply(&mut self, bound: &Bound, inputs: Vec<Value>, place: Place) -> Value {
        match bound {
            Bound::One(layer) => self.node(*layer, inputs, place),
            Bound::Row(layers) => {
                let mut inputs = inputs;
                let mut last = Value::Input(0);
                for layer in layers {
                    // Each stands where it is written, not where the row is applied.
                    let place = self.place(layer);
                    last = self.apply(layer, inputs, place);
                    inputs = vec![last];
                }
                last
            }
        }
    }

    /// Where a layer is written.
    pub(super) fn place(&self, bound: &Bound) -> Place {
        match bound {
            Bound::One(layer) => self.graph.layers[*layer].place,
            Bound::Row(layers) => {
                layers.first().map_or(Place::at(proc_macro2::Span::call_site()), |layer| self.place(layer))
            }
        }
    }

    /// Applies an operation that has no field.
    pub(super) fn operate(
        &mut self,
        layer: &'static layers::Layer,
        arguments: Vec<Argument>,
        inputs: Vec<Value>,
        written: &impl quote::ToTokens,
    ) -> Value {
        let place = Place::of(written);
        let text = crate::suggest::written(written);
        let class = Class::Operation { layer, text };
        self.graph.layers.push(Layer { class, arguments, place, is_whole: true });
        let layer = self.graph.layers.len() - 1;
        self.node(layer, inputs, place)
    }

    /// A new node. A value that it would read twice is copied, so that each has its gradient.
    pub(super) fn node(&mut self, layer: usize, mut inputs: Vec<Value>, place: Place) -> Value {
        for index in 1..inputs.len() {
            let root = self.graph.root(inputs[index]);
            if inputs[..index].iter().any(|other| self.graph.root(*other) == root) {
                inputs[index] = self.copy(inputs[index]);
            }
        }
        self.graph.nodes.push(Node { layer, inputs, named: 0, outputs: 1, place });
        Value::Node(self.graph.nodes.len() - 1)
    }

    /// A copy of a value.
    pub(super) fn copy(&mut self, value: Value) -> Value {
        let place = match value {
            Value::Node(node) | Value::Part { node, .. } => self.graph.nodes[node].place,
            Value::Input(_) => Place::at(proc_macro2::Span::call_site()),
        };
        let identity = Argument { name: None, value: syn::parse_quote!(linear) };
        let class = Class::Operation { layer: layers::COPY, text: String::new() };
        self.graph.layers.push(Layer { class, arguments: vec![identity], place, is_whole: true });
        let layer = self.graph.layers.len() - 1;
        self.graph.nodes.push(Node { layer, inputs: vec![value], named: 0, outputs: 1, place });
        Value::Node(self.graph.nodes.len() - 1)
    }
}
