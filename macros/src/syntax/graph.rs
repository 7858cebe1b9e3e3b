//! The body of a graph: `let` bindings, assignments to outputs, and a last expression.

use syn::parse::ParseStream;
use syn::{Attribute, Expr, Ident, Token, parenthesized, token};

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
        match statement(input) {
            Ok(statement) => statements.push(statement),
            Err(error) => {
                errors.add(error);
                is_whole = false;
                skip_statement(input);
            }
        }
    }
    (statements, is_whole)
}

fn statement(input: ParseStream<'_>) -> syn::Result<Statement> {
    let docs = input.call(Attribute::parse_outer)?;
    if let Some(other) = docs.iter().find(|attribute| !attribute.path().is_ident("doc")) {
        return Err(syn::Error::new_spanned(other, "a layer takes a doc comment and no other attribute"));
    }
    if input.peek(Token![let]) {
        input.parse::<Token![let]>()?;
        let names = names(input)?;
        if !input.peek(Token![=]) {
            return Err(input.error("expected `=` and what is bound, as in `let x = Dense(10)(x);`"));
        }
        input.parse::<Token![=]>()?;
        let value = input.parse()?;
        semicolon(input)?;
        return Ok(Statement::Let { docs, names, value });
    }
    if input.peek(Ident) && input.peek2(Token![=]) && !input.peek2(Token![==]) {
        let name = input.parse()?;
        input.parse::<Token![=]>()?;
        let value = input.parse()?;
        semicolon(input)?;
        return Ok(Statement::Output { name, value });
    }
    let value: Expr = input.parse()?;
    if input.is_empty() {
        return Ok(Statement::Tail(value));
    }
    if input.peek(Token![;]) {
        return Err(syn::Error::new_spanned(
            value,
            "this value goes nowhere: bind it, `let x = ..;`, or make it the last expression, without `;`",
        ));
    }
    Err(input.error("expected `;`"))
}

fn semicolon(input: ParseStream<'_>) -> syn::Result<()> {
    if input.peek(Token![;]) {
        input.parse::<Token![;]>()?;
        return Ok(());
    }
    Err(input.error("expected `;`"))
}

fn names(input: ParseStream<'_>) -> syn::Result<Vec<Name>> {
    if !input.peek(token::Paren) {
        return Ok(vec![name(input)?]);
    }
    let content;
    parenthesized!(content in input);
    let mut names = Vec::new();
    while !content.is_empty() {
        names.push(name(&content)?);
        if !content.is_empty() {
            content.parse::<Token![,]>()?;
        }
    }
    Ok(names)
}

fn name(input: ParseStream<'_>) -> syn::Result<Name> {
    if input.peek(Token![_]) {
        return Ok(Name::Ignored(input.parse()?));
    }
    if input.peek(Token![mut]) || input.peek(Token![ref]) {
        return Err(input.error("a value is bound once: leave out `mut` and `ref`"));
    }
    let name = input.parse()?;
    if input.peek(Token![:]) {
        return Err(input.error("a value's shape is computed: leave out the type"));
    }
    Ok(Name::Bound(name))
}

/// Goes behind the next `;`, or to the next `let`: a half-typed statement does not swallow the one
/// after it.
fn skip_statement(input: ParseStream<'_>) {
    let mut first = true;
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
