//! Checks a graph against the registry of layers.

mod arguments;
mod common;
mod value;
mod word;

use proc_macro2::TokenStream;

use crate::errors::Errors;
use crate::graph::{self, Graph, Node, Value};
use crate::layers;

/// A network whose layers are known and whose arguments are expressions.
pub(crate) struct Network<'a> {
    pub(crate) layers: Vec<Layer<'a>>,
    pub(crate) nodes: Vec<Node>,
    pub(crate) heads: Vec<Value>,
}

/// A field of the network.
pub(crate) struct Layer<'a> {
    pub(crate) named: &'a graph::Layer<'a>,
    /// The layer; none after a mistake in its name.
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

pub(crate) fn check<'a>(graph: &'a Graph<'a>, errors: &Errors) -> Network<'a> {
    let layers = graph.layers.iter().map(|layer| check_layer(layer, errors)).collect();
    Network { layers, nodes: graph.nodes.clone(), heads: graph.heads.clone() }
}

fn check_layer<'a>(named: &'a graph::Layer<'a>, errors: &Errors) -> Layer<'a> {
    let call = &named.item.layer;
    let class = call.class.to_string();
    let Some(spec) = layers::find(&class) else {
        errors.at(&call.class, layers::explain(&class));
        return Layer { named, spec: None, arguments: Arguments::default(), trainable: true };
    };
    let (common, own) = common::split(&call.arguments, errors);
    let owner = arguments::Owner { name: spec.class, tokens: &call.class, end: call.end() };
    let arguments = arguments::bind(&owner, spec.arguments, own, call.is_whole, errors);
    Layer { named, spec: Some(spec), arguments, trainable: common.trainable }
}
