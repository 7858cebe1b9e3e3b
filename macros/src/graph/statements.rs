//! Bodies: lists, and the statements of a graph.

use proc_macro2::Span;
use syn::ext::IdentExt as _;
use syn::{Expr, Ident};

use super::builder::{Builder, Label};
use super::names::Names;
use super::scope::{Bound, Meaning};
use super::{Field, Graph, Value, outputs};
use crate::errors::Errors;
use crate::syntax::{Declaration, Item, Layer, Name, Statement, class_name};

/// Resolves a list: each layer is applied to the one before.
pub(super) fn list(items: &[Item], errors: &Errors) -> Graph {
    let mut builder = Builder::new(errors);
    let (layers, fields) = declare_items(&mut builder, items);
    builder.graph.fields = fields;
    let last = builder.apply(&Bound::Row(layers), vec![Value::Input(0)], super::Place::at(Span::call_site()));
    builder.graph.heads = vec![last];
    outputs::separate(&mut builder);
    builder.graph
}

/// The layers of a list or a block, with the fields that they get.
fn declare_items(builder: &mut Builder<'_>, items: &[Item]) -> (Vec<Bound>, Vec<Field>) {
    let mut names = Names::default();
    let explicit = || items.iter().filter_map(|item| item.name.as_ref());
    explicit().for_each(|name| names.reserve(name));
    for name in explicit() {
        if !names.take(name) {
            let message = format!("there is a layer `{name}` already: name this one differently");
            builder.errors.at(name, message);
        }
    }
    items.iter().map(|item| declare_item(builder, item, &mut names)).unzip()
}

fn declare_item(builder: &mut Builder<'_>, item: &Item, names: &mut Names) -> (Bound, Field) {
    match &item.layer {
        Layer::Call(call) => {
            builder.declare(call.clone(), names, Label { name: item.name.as_ref(), docs: &item.docs })
        }
        Layer::Block { items, parentheses, .. } => {
            let place = Ident::new("block", parentheses.span.open());
            let name = item.name.clone().unwrap_or_else(|| names.block(&place));
            let (layers, fields) = declare_items(builder, items);
            (Bound::Row(layers), Field::Block { name, docs: item.docs.clone(), fields })
        }
    }
}

/// Resolves the statements of a graph.
pub(super) fn graph(declaration: &Declaration, statements: &[Statement], errors: &Errors) -> Graph {
    let mut builder = Builder::new(errors);
    for (index, port) in declaration.inputs.iter().enumerate() {
        if let Some(name) = &port.name {
            builder.scope.bind(name, "input", Meaning::Value(Some(Value::Input(index))));
        }
    }
    for statement in statements {
        if let Statement::Let { names, value, .. } = statement {
            for name in names {
                let Name::Bound(name) = name else { continue };
                builder.bound_later.push(name.clone());
                if names_a_field(value) {
                    builder.names.reserve(name);
                }
            }
        }
    }
    let mut outputs = outputs::Outputs::new(declaration);
    for statement in statements {
        match statement {
            Statement::Let { docs, names, value } => {
                builder.bind(names, value, docs);
            }
            Statement::Output { name, value } => {
                let value = builder.value(value, Label::default());
                outputs.assign(&mut builder, name, value);
            }
            Statement::Broken { names } => builder.bind_nothing(names),
            Statement::Tail(value) => {
                let given = builder.value(value, Label::default());
                outputs.tail(&builder, value, given);
            }
        }
    }
    builder.graph.heads = outputs.finish(&builder, declaration.is_whole);
    // After a mistake of grammar it may well be that something is unused because of it.
    if declaration.is_whole {
        builder.scope.report_unused(errors);
    }
    outputs::separate(&mut builder);
    builder.graph
}

/// True where a `let` gives its name to a field: for a layer, applied or not.
fn names_a_field(value: &Expr) -> bool {
    match value {
        Expr::Call(call) => match &*call.func {
            Expr::Call(inner) => names_a_field(&Expr::Call(inner.clone())),
            Expr::Path(path) => is_class(class_name(path)),
            Expr::Tuple(_) => true,
            _ => false,
        },
        Expr::Path(path) => is_class(class_name(path)),
        Expr::Tuple(tuple) => !tuple.elems.is_empty() && tuple.elems.iter().all(names_a_field),
        Expr::Paren(inner) => names_a_field(&inner.expr),
        Expr::Group(inner) => names_a_field(&inner.expr),
        _ => false,
    }
}

/// True for `UpperCamelCase`: layers. Constants are `UPPER_CASE`, but so are some layers.
pub(super) fn is_class(name: &Ident) -> bool {
    let text = name.unraw().to_string();
    crate::layers::find(&text).is_some()
        || (text.starts_with(char::is_uppercase) && text.contains(|letter: char| letter.is_lowercase()))
}
