//! Operations: functions such as `relu(x)` and `concat(a, b)`, and operators.

use quote::quote;
use syn::{BinOp, Expr, ExprBinary, ExprCall, ExprUnary, Ident, UnOp};

use super::Value;
use super::builder::{Builder, Label};
use crate::layers;
use crate::suggest::closest;
use crate::syntax::Argument;
use crate::words::ACTIVATIONS;

impl Builder<'_> {
    /// `relu(x)`, `concat(a, b, axis = 1)`.
    pub(super) fn function(&mut self, name: &Ident, call: &ExprCall) -> Option<Value> {
        let text = name.to_string();
        let (named, given): (Vec<Argument>, Vec<Argument>) =
            call.args.iter().map(Argument::of_call).partition(|argument| argument.name.is_some());
        let (layer, arguments) = if let Some(layer) = layers::function(&text) {
            (layer, named)
        } else if ACTIVATIONS.find(&text).is_some() {
            let named = named.iter().map(|Argument { name, value }| quote!(#name = #value));
            let word = syn::parse_quote!(#name(#(#named),*));
            (layers::COPY, vec![Argument { name: None, value: word }])
        } else {
            self.errors.at(name, unknown(&text));
            // Its inputs are checked all the same.
            for argument in &given {
                let _ = self.value(&argument.value, Label::default());
            }
            return None;
        };
        let mut inputs = Vec::new();
        for argument in &given {
            inputs.push(self.value(&argument.value, Label::default()));
        }
        let inputs: Vec<Value> = inputs.into_iter().collect::<Option<_>>()?;
        if inputs.is_empty() {
            self.errors.at(call, format!("`{text}` is applied to at least one value: `{text}(x)`"));
            self.scope.forgive();
            return None;
        }
        Some(self.operate(layer, arguments, inputs, call))
    }

    /// `a + b`, `0.5 * x`, `x / 2.0`.
    pub(super) fn binary(&mut self, binary: &ExprBinary) -> Option<Value> {
        let (left, right) = (self.scalar(&binary.left), self.scalar(&binary.right));
        if let (Some(_), Some(_)) = (&left, &right) {
            self.errors.at(binary, "numbers alone are no value of a network");
            return None;
        }
        let (scale, offset) = match (&binary.op, left, right) {
            (_, None, None) => return self.merge(binary),
            (BinOp::Add(_), left, right) => (None, left.or(right).map(|number| quote!(#number))),
            // A constant may be an integer, and need not have a sign.
            (BinOp::Sub(_), None, Some(number)) => (None, Some(quote!(-((#number) as f64)))),
            (BinOp::Sub(_), Some(number), _) => (Some(quote!(-1.0)), Some(quote!(#number))),
            (BinOp::Mul(_), left, right) => (left.or(right).map(|number| quote!(#number)), None),
            (BinOp::Div(_), None, Some(number)) => (Some(quote!(1.0 / (#number) as f64)), None),
            (BinOp::Div(_), ..) => {
                self.errors.at(binary, "a number is not divided by a value: netform has `x / 2.0`");
                return None;
            }
            (other, ..) => {
                self.errors
                    .at(other, "there is no such operation: netform has `+`, `-`, `*`, and `/` by a number");
                return None;
            }
        };
        let value = if self.scalar(&binary.left).is_some() { &binary.right } else { &binary.left };
        let input = self.value(value, Label::default())?;
        Some(self.rescale(scale, offset, input, binary))
    }

    /// A number beside a value: a literal, or a constant in upper case.
    fn scalar<'e>(&self, expression: &'e Expr) -> Option<&'e Expr> {
        let inner = match expression {
            Expr::Lit(_) => return Some(expression),
            Expr::Paren(inner) => &inner.expr,
            Expr::Unary(unary) => &unary.expr,
            Expr::Binary(binary) => {
                self.scalar(&binary.left)?;
                &binary.right
            }
            Expr::Path(path) => {
                let name = &path.path.segments.last()?.ident;
                let text = name.to_string();
                let is_constant = !text.contains(|letter: char| letter.is_lowercase())
                    && layers::find(&text).is_none()
                    && !self.scope.has(name);
                return is_constant.then_some(expression);
            }
            _ => return None,
        };
        self.scalar(inner).map(|_| expression)
    }

    /// `a + b` of two values.
    fn merge(&mut self, binary: &ExprBinary) -> Option<Value> {
        let (left, right) =
            (self.value(&binary.left, Label::default()), self.value(&binary.right, Label::default()));
        let function = match binary.op {
            BinOp::Add(_) => "add",
            BinOp::Sub(_) => "subtract",
            BinOp::Mul(_) => "multiply",
            BinOp::Div(_) => {
                self.errors.at(
                    binary.op,
                    "values are not divided by values: netform has `+`, `-` and `*`, and `/` by a number",
                );
                return None;
            }
            other => {
                self.errors
                    .at(other, "there is no such operation: netform has `+`, `-`, `*`, and `/` by a number");
                return None;
            }
        };
        let layer = layers::function(function)?;
        Some(self.operate(layer, Vec::new(), vec![left?, right?], binary))
    }

    /// `-x`.
    pub(super) fn unary(&mut self, unary: &ExprUnary) -> Option<Value> {
        let input = self.value(&unary.expr, Label::default());
        if !matches!(unary.op, UnOp::Neg(_)) {
            self.errors.at(unary.op, "there is no such operation: netform has `-x`");
            return None;
        }
        Some(self.rescale(Some(quote!(-1.0)), None, input?, unary))
    }

    /// `scale · x + offset`.
    fn rescale(
        &mut self,
        scale: Option<proc_macro2::TokenStream>,
        offset: Option<proc_macro2::TokenStream>,
        input: Value,
        written: &impl quote::ToTokens,
    ) -> Value {
        let argument = |name: &str, value| Argument {
            name: Some(Ident::new(name, proc_macro2::Span::call_site())),
            value: Expr::Verbatim(value),
        };
        let arguments = [
            argument("scale", scale.unwrap_or_else(|| quote!(1.0))),
            argument("offset", offset.unwrap_or_else(|| quote!(0.0))),
        ];
        self.operate(layers::RESCALE, arguments.into(), vec![input], written)
    }
}

/// What to say of a function that is none.
fn unknown(name: &str) -> String {
    let known: Vec<&str> = ACTIVATIONS.names().chain(layers::functions()).collect();
    if let Some(layer) = closest(name, layers::LAYERS.iter().map(|layer| layer.class))
        && closest(name, known.iter().copied()).is_none()
    {
        return format!("there is no operation `{name}`: layers are written `{layer}(..)(x)`");
    }
    match closest(name, known.iter().copied()) {
        Some(meant) => format!("there is no operation `{name}`: did you mean `{meant}`?"),
        None => format!(
            "there is no operation `{name}`: netform has the activations, {}",
            crate::suggest::enumerate(layers::functions())
        ),
    }
}
