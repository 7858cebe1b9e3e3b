//! Shapes: `[28, 28, 1]`, and the network's inputs and outputs that have them.

use proc_macro2::{Span, TokenStream};
use syn::parse::ParseStream;
use syn::{Expr, Ident, Token, bracketed, parse_quote, token};

use super::recover::expressions;
use crate::suggest::written;

/// The most axes that a per-sample shape can have: the runtime's limit.
const MAX_RANK: usize = 5;

/// A shape as it is written.
pub(crate) struct ShapeLiteral {
    pub(crate) axes: Vec<Expr>,
    /// Where it stands, from bracket to bracket.
    span: Span,
    /// False where it could not be read; then it has one axis, of the runtime's unknown size.
    pub(crate) is_known: bool,
}

/// An input or output: its shape, and its name where it has one.
pub(crate) struct Port {
    pub(crate) name: Option<Ident>,
    pub(crate) shape: ShapeLiteral,
}

impl ShapeLiteral {
    pub(crate) fn span(&self) -> Span {
        self.span
    }
}

impl Port {
    /// One whose shape could not be read.
    pub(super) fn unknown(name: Option<Ident>, span: Span) -> Self {
        Self {
            name,
            shape: ShapeLiteral {
                axes: vec![parse_quote!(::core::primitive::usize::MAX)],
                span,
                is_known: false,
            },
        }
    }
}

pub(crate) fn parse(input: ParseStream<'_>) -> syn::Result<ShapeLiteral> {
    if !input.peek(token::Bracket) {
        return Err(no_brackets(input));
    }
    let content;
    let span = bracketed!(content in input).span.join();
    let axes = axes(&content, span);
    // What is left after a mistake is not another one.
    let _: TokenStream = content.parse()?;
    Ok(ShapeLiteral { axes: axes?, span, is_known: true })
}

fn axes(content: ParseStream<'_>, span: Span) -> syn::Result<Vec<Expr>> {
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
    let axes = expressions(content)?;
    if axes.len() > MAX_RANK {
        return Err(syn::Error::new(
            span,
            format!("a shape has at most {MAX_RANK} axes, found {}", axes.len()),
        ));
    }
    axes.iter().try_for_each(check_axis)?;
    Ok(axes)
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

/// `image: [16, 16, 3]` behind other ports, each name once. With a mistake in its shape it is there,
/// as one whose shape is not known.
pub(super) fn port(input: ParseStream<'_>, noun: &str, ports: &mut Vec<Port>) -> syn::Result<()> {
    if !input.peek(Ident) || !input.peek2(Token![:]) {
        return Err(input.error(format!("expected a name and a shape, as in `{noun}: [features]`")));
    }
    let name: Ident = input.parse()?;
    let is_taken = ports.iter().any(|port| port.name.as_ref() == Some(&name));
    input.parse::<Token![:]>()?;
    let span = input.span();
    let shape = parse(input);
    if is_taken {
        return Err(syn::Error::new(name.span(), format!("there is an {noun} `{name}` already")));
    }
    match shape {
        Ok(shape) => ports.push(Port { name: Some(name), shape }),
        Err(mistake) => {
            ports.push(Port::unknown(Some(name), span));
            return Err(mistake);
        }
    }
    if !input.is_empty() && !input.peek(Token![,]) {
        return Err(input.error(format!("expected `,`, which separates {noun}s")));
    }
    Ok(())
}
