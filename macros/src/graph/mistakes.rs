//! What to say of expressions that are no value and no layer.

use quote::ToTokens;
use syn::ext::IdentExt as _;
use syn::{Expr, Ident};

use super::expression::makes_layer;
use crate::errors::Errors;
use crate::layers;
use crate::suggest::{closest, written};
use crate::syntax::class_name;
use crate::words::ACTIVATIONS;

/// Reports an expression where a value is expected.
pub(super) fn no_value(expression: &Expr, errors: &Errors) {
    match expression {
        Expr::MethodCall(call) => {
            let (receiver, method) = (written(&call.receiver), &call.method);
            let message = if receiver == "self" {
                format!(
                    "there is no `self`: a layer is bound, `let {method} = Dense(64);`, and applied, `{method}(x)`"
                )
            } else if let Some(layer) =
                layer(&method.to_string()).filter(|_| !is_function(&method.to_string()))
            {
                format!("a value has no methods: write `{layer}(..)({receiver})`")
            } else {
                format!("a value has no methods: write `{method}({receiver})`, or a layer applied to it")
            };
            errors.at(method, message);
        }
        Expr::Return(_) => {
            errors.at(
                expression,
                "the last expression is the output: leave out `return`, and the `;` behind it",
            );
        }
        Expr::Array(array) => {
            let values = array.elems.iter().map(written).collect::<Vec<_>>().join(", ");
            errors.at(expression, format!("values stand one after another, without brackets: `({values})`"));
        }
        other => errors.at(other, other_than_value(other)),
    }
}

fn other_than_value(expression: &Expr) -> &'static str {
    match expression {
        Expr::Lit(_) => "a number alone is no value of a network: it stands beside one, `0.5 * x`",
        Expr::If(_) | Expr::Match(_) => {
            "a network has no branches: declare one network for each case, or compute both and add them"
        }
        Expr::ForLoop(_) | Expr::While(_) | Expr::Loop(_) => {
            "a network has no loops: write every layer, or bind one and apply it several times"
        }
        Expr::Field(_) | Expr::Index(_) => "a value has no parts: a layer takes it as a whole",
        Expr::Tuple(_) => {
            "expected one value, found several: join them, `concat(a, b)`, or add them, `a + b`"
        }
        _ => "expected a value: a layer applied to one, `Dense(10)(x)`, an operation, or a name",
    }
}

/// Reports an expression that is applied and is no layer.
pub(super) fn no_layer(expression: &Expr, errors: &Errors) {
    match expression {
        Expr::Tuple(tuple) if tuple.elems.iter().any(makes_layer) => {
            for other in tuple.elems.iter().filter(|element| !makes_layer(element)) {
                let text = written(other);
                errors.at(other, format!("`{text}` is no layer: a group consists of layers alone"));
            }
        }
        Expr::Path(path) if path.path.segments.len() > 1 => {
            let name = class_name(path).to_string();
            let message = if is_function(&name) {
                format!("operations have no path: write `{name}(x)`")
            } else if let Some(layer) = layer(&name) {
                format!("expected a layer or an operation: did you mean `{layer}(..)(x)`?")
            } else {
                let text = written(path.to_token_stream());
                format!("expected a layer or an operation, found `{text}`")
            };
            errors.at(expression, message);
        }
        Expr::Field(field) if written(&field.base) == "self" => {
            errors
                .at(expression, "there is no `self`: layers are bound with `let` and called by their names");
        }
        other => errors.at(other, "expected a layer or an operation"),
    }
}

/// What to say of an argument that a call does not take.
pub(super) fn no_call_argument(name: &Ident, spec: Option<&layers::Layer>) -> String {
    let text = name.unraw().to_string();
    let Some(spec) = spec else { return format!("there is no argument `{text}` here") };
    if spec.arguments.iter().any(|argument| argument.name == text) {
        let class = spec.class;
        return format!("`{text}` stands in the layer's own parentheses: `{class}(.., {text} = ..)(x)`");
    }
    match closest(&text, spec.call.iter().map(|argument| argument.name)) {
        Some(meant) => format!("there is no argument `{text}` here: did you mean `{meant}`?"),
        None => format!("there is no argument `{text}` here"),
    }
}

/// What to say of an argument of a call that has another number of values.
pub(super) fn other_count(known: &layers::CallArgument, found: usize) -> String {
    let (name, values) = (known.name, known.values.join(", "));
    match known.values.len() {
        1 => format!("`{name}` takes one value, `{name} = {values}`, found {found}"),
        count => format!("`{name}` takes {count} values, `{name} = ({values})`, found {found}"),
    }
}

fn is_function(name: &str) -> bool {
    ACTIVATIONS.find(name).is_some() || layers::function(name).is_some()
}

/// The layer whose class in lower case is, or is close to, a name.
fn layer(name: &str) -> Option<&'static str> {
    closest(name, layers::LAYERS.iter().map(|layer| layer.class))
}
