//! Shapes: `[28, 28, 1]`, and the network's inputs and outputs that have them.

use proc_macro2::Span;
use syn::parse::ParseStream;
use syn::{Expr, Ident, Token, bracketed, token};

use super::recover::expressions;
use crate::suggest::written;

/// The most axes that a per-sample shape can have: the runtime's limit.
const MAX_RANK: usize = 5;

/// A shape as it is written.
pub(crate) struct ShapeLiteral {
    pub(crate) axes: Vec<Expr>,
    /// The opening bracket to the closing one.
    pub(crate) brackets: token::Bracket,
}

/// An input or output: its shape, and its name where it has one.
pub(crate) struct Port {
    pub(crate) name: Option<Ident>,
    pub(crate) shape: ShapeLiteral,
}

impl ShapeLiteral {
    pub(crate) fn span(&self) -> Span {
        self.brackets.span.join()
    }
}

pub(crate) fn parse(input: ParseStream<'_>) -> syn::Result<ShapeLiteral> {
    if !input.peek(token::Bracket) {
        return Err(no_brackets(input));
    }
    let content;
    let brackets = bracketed!(content in input);
    let span = brackets.span.join();
    if content.is_empty() {
        return Err(syn::Error::new(span, "a shape has at least one axis: a single number is `[1]`"));
    }
    let fork = content.fork();
    if fork.parse::<Expr>().is_ok() && fork.peek(Token![;]) {
        return Err(syn::Error::new(
            span,
            "inputs of integers, `[length; u16]`, are for `Embedding`, a layer that netform does not have yet",
        ));
    }
    let axes = expressions(&content)?;
    if axes.len() > MAX_RANK {
        return Err(syn::Error::new(
            span,
            format!("a shape has at most {MAX_RANK} axes, found {}", axes.len()),
        ));
    }
    axes.iter().try_for_each(check_axis)?;
    Ok(ShapeLiteral { axes, brackets })
}

/// What to say of a shape without brackets: with them, where its sizes are there.
fn no_brackets(input: ParseStream<'_>) -> syn::Error {
    let fork = input.fork();
    let sizes = if fork.peek(token::Paren) {
        let tuple = fork.parse::<syn::ExprTuple>().map(|tuple| tuple.elems.iter().map(written).collect());
        tuple.unwrap_or_default()
    } else {
        fork.parse::<syn::LitInt>().map(|size| vec![written(size)]).unwrap_or_default()
    };
    if sizes.is_empty() {
        return input.error("expected a shape in brackets, without the batch axis: `[features]`, `[steps, features]` or `[height, width, channels]`");
    }
    input.error(format!("a shape is written in brackets: `[{}]`", sizes.join(", ")))
}

fn check_axis(axis: &Expr) -> syn::Result<()> {
    let written = written(axis);
    if matches!(axis, Expr::Infer(_)) || written == "None" {
        return Err(syn::Error::new_spanned(axis, "the batch axis is never written: leave it out"));
    }
    if written.starts_with('-') || written == "0" {
        let mut message = format!("an axis has a size of at least 1, found {written}");
        if written == "-1" {
            message += ": the batch axis is never written";
        }
        return Err(syn::Error::new_spanned(axis, message));
    }
    Ok(())
}

/// `image: [16, 16, 3], pose: [6]`, each name once.
pub(super) fn ports(input: ParseStream<'_>, noun: &str) -> syn::Result<Vec<Port>> {
    let mut ports: Vec<Port> = Vec::new();
    while !input.is_empty() {
        if !input.peek(Ident) || !input.peek2(Token![:]) {
            return Err(input.error(format!("expected a name and a shape, as in `{noun}: [features]`")));
        }
        let name: Ident = input.parse()?;
        if ports.iter().any(|port| port.name.as_ref() == Some(&name)) {
            return Err(syn::Error::new(name.span(), format!("there is an {noun} `{name}` already")));
        }
        input.parse::<Token![:]>()?;
        ports.push(Port { name: Some(name), shape: parse(input)? });
        if !input.is_empty() {
            input.parse::<Token![,]>()?;
        }
    }
    Ok(ports)
}
