//! Calls: layers applied to values.

use quote::ToTokens;
use syn::ext::IdentExt as _;
use syn::{Expr, ExprCall, Ident};

use super::builder::{Builder, Label};
use super::scope::{Bound, Meaning};
use super::statements::is_class;
use super::{Place, Value, mistakes};
use crate::layers::{CallArgument, Layer};
use crate::suggest::written;
use crate::syntax::Argument;

impl Builder<'_> {
    /// The value of a call.
    pub(super) fn call(&mut self, call: &ExprCall, label: Label<'_>) -> Option<Value> {
        if let Expr::Path(path) = &*call.func
            && let Some(name) = path.path.get_ident()
        {
            let meaning = self.scope.find(name).cloned();
            return match meaning {
                Some(Meaning::Layer(layer)) => self.apply_to(&layer, call),
                Some(Meaning::Value(_)) => {
                    self.errors
                        .at(name, format!("`{name}` is a tensor: only layers and operations are applied"));
                    None
                }
                None if is_class(name) => {
                    let layer = written(call);
                    self.errors.at(call, format!("a layer is applied to a value: `{layer}(x)`"));
                    self.scope.forgive();
                    // Its arguments are checked all the same.
                    let _ = self.layer(&Expr::Call(call.clone()), label);
                    None
                }
                None => self.function(name, call),
            };
        }
        let Some(layer) = self.layer(&call.func, label) else {
            mistakes::no_layer(&call.func, self.errors);
            return None;
        };
        self.apply_to(&layer, call)
    }

    /// Applies a layer to the arguments of a call.
    fn apply_to(&mut self, layer: &Bound, call: &ExprCall) -> Option<Value> {
        let place = match &*call.func {
            Expr::Path(path) => Place::of(path),
            _ => self.place(layer),
        };
        let spec = match layer {
            Bound::One(layer) => self.graph.layers[*layer].spec(),
            Bound::Row(_) => None,
        };
        let (inputs, named) = self.inputs(call, spec)?;
        if inputs.is_empty() {
            let text = written(&call.func);
            self.errors.at(call, format!("a layer is applied to at least one value: `{text}(x)`"));
            self.scope.forgive();
            return None;
        }
        let count = named.len();
        let value = self.apply(layer, inputs.into_iter().chain(named).collect(), place);
        if let (Value::Node(node), true) = (value, count > 0) {
            self.graph.nodes[node].named = count;
        }
        Some(value)
    }

    /// The values that a call is given, and those that it is given by name; none where one of them is
    /// a mistake.
    fn inputs(&mut self, call: &ExprCall, spec: Option<&Layer>) -> Option<(Vec<Value>, Vec<Value>)> {
        let (mut values, mut named) = (Vec::new(), Vec::new());
        let mut complete = true;
        for argument in &call.args {
            let Argument { name, value } = Argument::of_call(argument);
            let Some(name) = name else {
                match self.value(&value, Label::default()) {
                    Some(value) => values.push(value),
                    None => complete = false,
                }
                continue;
            };
            let known = spec.map_or(&[][..], |spec| spec.call).iter();
            let Some(known) = known.clone().find(|known| name.unraw() == known.name) else {
                self.errors.at(&name, mistakes::no_call_argument(&name, spec));
                self.scope.touch(value.to_token_stream());
                complete = false;
                continue;
            };
            match self.named(known, &name, &value, named.is_empty()) {
                Some(values) => named.extend(values),
                None => complete = false,
            }
        }
        complete.then_some((values, named))
    }

    /// The values of an argument of a call: one, or as many as it takes in parentheses.
    fn named(
        &mut self,
        known: &CallArgument,
        name: &Ident,
        value: &Expr,
        is_first: bool,
    ) -> Option<Vec<Value>> {
        let given: Vec<&Expr> = match value {
            Expr::Tuple(tuple) => tuple.elems.iter().collect(),
            Expr::Array(array) => array.elems.iter().collect(),
            Expr::Paren(inner) => vec![&inner.expr],
            other => vec![other],
        };
        let values: Vec<_> = given.iter().map(|value| self.value(value, Label::default())).collect();
        if !is_first {
            self.errors.at(name, format!("`{}` is given twice", known.name));
            return None;
        }
        if given.len() != known.values.len() {
            self.errors.at(value, mistakes::other_count(known, given.len()));
            return None;
        }
        values.into_iter().collect()
    }
}
