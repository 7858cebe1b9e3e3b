//! The body of a graph: `let` bindings, assignments to outputs, and a last expression.

use syn::parse::ParseStream;
use syn::{Attribute, Expr, Ident, Token, parenthesized, token};

use super::fragments;
use super::recover::skip_token;
use crate::errors::Errors;

/// A statement of a graph.
pub(crate) enum Statement {
    /// `let name = ..;`, `let (y, h) = ..;`, with the comment before it.
    Let { docs: Vec<Attribute>, names: Vec<Name>, value: Expr },
    /// `output = ..;`.
    Output { name: Ident, value: Expr },
    /// The last expression, without `;`.
    Tail(Expr),
    /// A `let` with a mistake after its names.
    Broken { names: Vec<Name> },
}

/// A bound name, or `_`.
pub(crate) enum Name {
    Bound(Ident),
    Ignored(Token![_]),
}

pub(super) fn parse(input: ParseStream<'_>, errors: &Errors) -> (Vec<Statement>, bool) {
    let mut statements = Vec::new();
    let mut is_whole = true;
    while !input.is_empty() {
        let (mut names, start) = (Vec::new(), input.cursor());
        match statement(input, &mut names, errors) {
            Ok((statement, right)) => {
                is_whole &= right;
                statements.push(statement);
            }
            Err(error) => {
                errors.add(error);
                is_whole = false;
                skip_statement(input, input.cursor() == start);
                statements.push(Statement::Broken { names });
            }
        }
    }
    (statements, is_whole)
}

/// A statement, and whether it is without mistakes. After a mistake behind them, the bound names are
/// in `bound`.
fn statement(
    input: ParseStream<'_>,
    bound: &mut Vec<Name>,
    errors: &Errors,
) -> syn::Result<(Statement, bool)> {
    let docs = input.call(Attribute::parse_outer)?;
    if let Some(other) = docs.iter().find(|attribute| !attribute.path().is_ident("doc")) {
        return Err(syn::Error::new_spanned(other, "a layer takes a doc comment and no other attribute"));
    }
    if input.peek(Token![let]) {
        input.parse::<Token![let]>()?;
        let is_whole = names(input, bound, errors)?;
        if !input.peek(Token![=]) {
            return Err(input.error("expected `=` and what is bound, as in `let x = Dense(10)(x);`"));
        }
        input.parse::<Token![=]>()?;
        if input.peek(Token![let]) {
            // The next statement, which Rust would take for a condition.
            errors.add(input.error("expected what is bound, as in `let x = Dense(10)(x);`"));
            return Ok((Statement::Broken { names: std::mem::take(bound) }, false));
        }
        let value = fragments::expression(input)?;
        semicolon(input)?;
        return Ok((Statement::Let { docs, names: std::mem::take(bound), value }, is_whole));
    }
    if input.peek(Ident) && input.peek2(Token![:]) && !input.peek2(Token![::]) {
        let name: Ident = input.parse()?;
        let message = format!("in a graph, a layer is named by `let`, as in `let {name} = Dense(64)(x);`");
        bound.push(Name::Bound(name));
        return Err(input.error(message));
    }
    if input.peek(Ident) && input.peek2(Token![=]) && !input.peek2(Token![==]) {
        let name = input.parse()?;
        input.parse::<Token![=]>()?;
        let value = fragments::expression(input)?;
        semicolon(input)?;
        return Ok((Statement::Output { name, value }, true));
    }
    let value = fragments::expression(input)?;
    if input.is_empty() {
        return Ok((Statement::Tail(value), true));
    }
    if input.peek(Token![;]) {
        return Err(syn::Error::new_spanned(
            value,
            "this value goes nowhere: bind it, `let x = ..;`, or make it the last expression, without `;`",
        ));
    }
    Err(no_semicolon(input))
}

fn no_semicolon(input: ParseStream<'_>) -> syn::Error {
    input.error("expected `;`: the statement before this ends in one")
}

fn semicolon(input: ParseStream<'_>) -> syn::Result<()> {
    if input.peek(Token![;]) {
        input.parse::<Token![;]>()?;
        return Ok(());
    }
    Err(no_semicolon(input))
}

/// The names that a `let` binds, and whether they are without mistakes.
fn names(input: ParseStream<'_>, bound: &mut Vec<Name>, errors: &Errors) -> syn::Result<bool> {
    let mut is_whole = true;
    if input.peek(token::Paren) {
        let content;
        parenthesized!(content in input);
        while !content.is_empty() {
            let (name, right) = name(&content, errors)?;
            bound.push(name);
            is_whole &= right;
            if !content.is_empty() {
                content.parse::<Token![,]>()?;
            }
        }
    } else {
        let (name, right) = name(input, errors)?;
        bound.push(name);
        is_whole = right;
    }
    if input.peek(Token![:]) {
        errors.add(input.error("a value's shape is computed: leave out the type"));
        is_whole = false;
        while !input.is_empty() && !input.peek(Token![=]) && !input.peek(Token![;]) && skip_token(input) {}
    }
    Ok(is_whole)
}

/// A name, and whether it is without mistakes.
fn name(input: ParseStream<'_>, errors: &Errors) -> syn::Result<(Name, bool)> {
    if input.peek(Token![_]) {
        return Ok((Name::Ignored(input.parse()?), true));
    }
    let mut is_whole = true;
    while input.peek(Token![mut]) || input.peek(Token![ref]) {
        errors.add(input.error("a value is bound once: leave out `mut` and `ref`"));
        is_whole = false;
        skip_token(input);
    }
    Ok((Name::Bound(input.parse()?), is_whole))
}

/// Goes behind the next `;`, or to the next `let`: a half-typed statement does not swallow the one
/// after it. `first` is true where nothing of the statement is read yet.
fn skip_statement(input: ParseStream<'_>, mut first: bool) {
    while !input.is_empty() {
        if input.peek(Token![;]) {
            let _ = input.parse::<Token![;]>();
            return;
        }
        if input.peek(Token![let]) && !first {
            return;
        }
        first = false;
        if !skip_token(input) {
            return;
        }
    }
}
