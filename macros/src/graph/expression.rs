//! Expressions: values, layers, names.

use proc_macro2::TokenStream;
use quote::ToTokens;
use syn::ext::IdentExt as _;
use syn::{Attribute, Expr, Ident};

use super::builder::{Builder, Label};
use super::names::Names;
use super::scope::{Bound, Meaning};
use super::statements::is_class;
use super::{Field, Place, Value, mistakes};
use crate::layers::Outputs;
use crate::suggest::closest;
use crate::syntax::{Argument, LayerCall, Name, class_name};

impl Builder<'_> {
    /// `let names = value;`.
    pub(super) fn bind(&mut self, names: &[Name], value: &Expr, docs: &[Attribute]) {
        let [name] = names else {
            self.bind_several(names, value, docs);
            return;
        };
        let name = match name {
            Name::Bound(name) => name,
            Name::Ignored(underscore) => {
                self.errors.at(underscore, "a value that is not used need not be computed: remove this line");
                self.value(value, Label::default());
                return;
            }
        };
        let label = Label { name: Some(name), docs };
        let meaning = match self.layer(value, label) {
            Some(layer) => Meaning::Layer(layer),
            None => Meaning::Value(self.value(value, label)),
        };
        let noun = if matches!(meaning, Meaning::Layer(_)) { "layer" } else { "value" };
        self.scope.bind(name, noun, meaning);
        self.bound_later.retain(|later| later != name);
    }

    /// `let (a, b) = Encoder()(x);`: the values of a network or a layer with several outputs.
    fn bind_several(&mut self, names: &[Name], value: &Expr, docs: &[Attribute]) {
        let node = match self.value(value, Label { name: None, docs }) {
            Some(Value::Node(node)) if self.gives_several(node) => {
                self.graph.nodes[node].outputs = names.len();
                Some(node)
            }
            Some(_) => {
                self.errors.at(value, "this gives one value: bind it to one name, `let x = ..;`");
                None
            }
            None => None,
        };
        for (part, name) in names.iter().enumerate() {
            let Name::Bound(name) = name else { continue };
            let value = node.map(|node| Value::Part { node, part });
            self.scope.bind(name, "value", Meaning::Value(value));
            if node.is_none() {
                // After a mistake it need not be used.
                let _ = self.scope.find(name);
            }
        }
    }

    /// Binds names to nothing that is known, after a mistake; they need not be used.
    pub(super) fn bind_nothing(&mut self, names: &[Name]) {
        for name in names {
            let Name::Bound(name) = name else { continue };
            self.scope.bind(name, "value", Meaning::Value(None));
            self.scope.touch(name.to_token_stream());
        }
        self.scope.forgive();
    }

    /// Whether a node may have several outputs: a network, or a layer that the registry says so of.
    fn gives_several(&self, node: usize) -> bool {
        let layer = &self.graph.layers[self.graph.nodes[node].layer];
        layer.custom().is_some() || layer.spec().is_some_and(|spec| spec.outputs == Outputs::Several)
    }

    /// The value of an expression; none after a mistake, which is reported.
    pub(super) fn value(&mut self, expression: &Expr, label: Label<'_>) -> Option<Value> {
        let value = self.compute(expression, label);
        if value.is_none() {
            self.scope.touch(expression.to_token_stream());
        }
        value
    }

    fn compute(&mut self, expression: &Expr, label: Label<'_>) -> Option<Value> {
        match expression {
            Expr::Paren(inner) => self.value(&inner.expr, label),
            Expr::Group(inner) => self.value(&inner.expr, label),
            Expr::Path(path) if path.path.get_ident().is_some() => self.name(path.path.get_ident()?),
            Expr::Call(call) => self.call(call, label),
            Expr::Binary(binary) => self.binary(binary),
            Expr::Unary(unary) => self.unary(unary),
            other => {
                mistakes::no_value(other, self.errors);
                if matches!(other, Expr::Lit(_)) {
                    self.scope.forgive();
                }
                None
            }
        }
    }

    fn name(&mut self, name: &Ident) -> Option<Value> {
        match self.scope.find(name) {
            Some(Meaning::Value(value)) => *value,
            Some(Meaning::Layer(_)) => {
                let message = format!("`{name}` is a layer: apply it, `{name}(x)`");
                self.errors.at(name, message);
                self.scope.forgive();
                None
            }
            None => {
                self.errors.at(name, self.unknown_name(name));
                self.forgive(name);
                None
            }
        }
    }

    /// Counts what an unknown name stands for as used: what it is close to, or else anything.
    fn forgive(&self, name: &Ident) {
        let names = self.scope.names();
        match closest(&name.unraw().to_string(), names.iter().map(String::as_str)) {
            Some(meant) => self.scope.touch_name(meant),
            None => self.scope.forgive(),
        }
    }

    fn unknown_name(&self, name: &Ident) -> String {
        let text = name.unraw().to_string();
        if self.bound_later.iter().any(|later| later.unraw() == name.unraw()) {
            return format!("`{text}` is used before it exists: it is bound further down");
        }
        if is_class(name) {
            return format!("a layer is applied to a value: `{text}(..)(x)`");
        }
        let names = self.scope.names();
        match closest(&text, names.iter().map(String::as_str)) {
            Some(meant) => format!("there is no value `{text}`: did you mean `{meant}`?"),
            None => format!("there is no value `{text}`: bind it with `let {text} = ..;`"),
        }
    }

    /// A layer that an expression makes: `Dense(16)`, or several in parentheses. None where it is
    /// something else.
    pub(super) fn layer(&mut self, expression: &Expr, label: Label<'_>) -> Option<Bound> {
        let mut names = std::mem::take(&mut self.names);
        let mut label = label;
        // A shadowing name is numbered.
        let numbered = label.name.filter(|_| makes_layer(expression)).map(|name| names.take_numbered(name));
        label.name = numbered.as_ref();
        let made = self.make(expression, &mut names, label);
        self.names = names;
        let (layer, field) = made?;
        self.graph.fields.push(field);
        Some(layer)
    }

    fn make(&mut self, expression: &Expr, names: &mut Names, label: Label<'_>) -> Option<(Bound, Field)> {
        match expression {
            Expr::Paren(inner) => self.make(&inner.expr, names, label),
            Expr::Tuple(tuple) if makes_layer(expression) => {
                let mut own = Names::default();
                let made = tuple.elems.iter().map(|layer| self.make(layer, &mut own, Label::default()));
                let (layers, fields) = made.collect::<Option<Vec<_>>>()?.into_iter().unzip();
                let place = Ident::new("block", tuple.paren_token.span.open());
                let name = label.name.cloned().unwrap_or_else(|| names.block(&place));
                Some((Bound::Row(layers), Field::Block { name, docs: label.docs.to_vec(), fields }))
            }
            _ => {
                let call = layer_call(expression)?;
                Some(self.declare(call, names, label))
            }
        }
    }
}

/// True for expressions that are layers.
pub(super) fn makes_layer(expression: &Expr) -> bool {
    match expression {
        Expr::Paren(inner) => makes_layer(&inner.expr),
        Expr::Tuple(tuple) => !tuple.elems.is_empty() && tuple.elems.iter().all(makes_layer),
        _ => layer_call(expression).is_some(),
    }
}

/// `Dense(16)` or `Flatten` as a layer.
fn layer_call(expression: &Expr) -> Option<LayerCall> {
    let (path, arguments, tokens): (_, Vec<Argument>, TokenStream) = match expression {
        Expr::Path(path) => (path, Vec::new(), path.to_token_stream()),
        Expr::Call(call) => match &*call.func {
            Expr::Path(path) => {
                (path, call.args.iter().map(Argument::of_call).collect(), call.to_token_stream())
            }
            _ => return None,
        },
        _ => return None,
    };
    if !is_class(class_name(path)) {
        return None;
    }
    let class = path.clone();
    Some(LayerCall { class, arguments, end: Place::of(tokens).end, is_whole: true })
}
